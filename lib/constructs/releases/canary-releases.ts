/**
 * Releases of the API: CodeDeploy moves each function's alias `live` to a new version, and back when an alarm is active.
 * docs/adr/0019 says why.
 */
import { Duration, Lazy } from 'aws-cdk-lib';
import { type IAlarm, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnApplication, CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type CfnAlias, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { RiskAlarm } from '../alarms/alerts.ts';
import { createFunctionMetric } from '../alarms/function-metric.ts';
import { allow } from '../foundation/allow.ts';
import { RiskStack, toKebabCase } from '../foundation/risk-stack.ts';
import { LIVE_ALIAS, type RiskFunction } from '../functions/risk-function.ts';

/** A tenth of the calls for ten minutes, then all: long enough for two periods of the API's five-minute alarm. */
const CANARY = 'CodeDeployDefault.LambdaCanary10Percent10Minutes';

/** Failed calls of a function in a minute. One or two are a caller's broken connection or a new environment. */
const FAILED_CALLS = 3;

export class CanaryReleases extends Construct {
  readonly #application: CfnApplication;
  readonly #role: Role;
  readonly #alarmsOfAll: IAlarm[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#application = new CfnApplication(this, 'Application', {
      applicationName: `${RiskStack.of(this).prefix}-api`,
      computePlatform: 'Lambda',
    });
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    allow(this.#role, {
      actions: ['cloudwatch:DescribeAlarms'],
      resources: ['*'],
      because: "CodeDeploy asks for the alarms of a deployment; AWS's own policy for it has the same resource.",
    });
  }

  /** Takes every release back that is being deployed when the alarm becomes active. */
  rollBackOn(alarm: IAlarm): void {
    this.#alarmsOfAll.push(alarm);
  }

  /**
   * Returns the alias `live` of a function.
   * @param service `<stage>/<name>` of the function, as in its metrics
   * @param warmEnvironments provisioned concurrency of the alias
   */
  createAlias(target: RiskFunction, service: string, warmEnvironments = 0): IFunction {
    const alias = new Alias(target, 'Live', {
      aliasName: LIVE_ALIAS,
      version: target.currentVersion,
      provisionedConcurrentExecutions: warmEnvironments || undefined,
    });
    this.#allowMoving(target);
    const group = this.#createGroup(target, this.#createAlarms(target, alias, service));
    const resource = alias.node.defaultChild as CfnAlias;
    resource.cfnOptions.updatePolicy = {
      codeDeployLambdaAliasUpdate: {
        applicationName: this.#application.ref,
        deploymentGroupName: group.ref,
      },
    };
    resource.addResourceDependency(group);
    return alias;
  }

  #allowMoving(target: RiskFunction): void {
    allow(this.#role, { actions: ['lambda:GetAlias', 'lambda:UpdateAlias'], resources: [target.functionArn] });
    allow(this.#role, {
      actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
      resources: [`${target.functionArn}:*`],
      because: 'Its alias and its versions, whose numbers are not known before the deployment.',
    });
  }

  #createGroup(target: RiskFunction, alarms: IAlarm[]): CfnDeploymentGroup {
    const group = new CfnDeploymentGroup(target, 'Release', {
      applicationName: this.#application.ref,
      deploymentGroupName: toKebabCase(target.logicalName),
      serviceRoleArn: this.#role.roleArn,
      deploymentConfigName: CANARY,
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      autoRollbackConfiguration: {
        enabled: true,
        events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
      alarmConfiguration: {
        enabled: true,
        alarms: Lazy.any({
          produce: () => [...alarms, ...this.#alarmsOfAll].map(({ alarmName }) => ({ name: alarmName })),
        }),
      },
    });
    // CodeDeploy must be able to move the alias as soon as the group exists.
    group.node.addDependency(this.#role);
    return group;
  }

  #createAlarms(target: RiskFunction, alias: Alias, service: string): IAlarm[] {
    const name = toKebabCase(target.logicalName);
    const period = Duration.minutes(1);
    const failing = new RiskAlarm(target, 'Failing', {
      name: `api-${name}-failing`,
      severity: 'ticket',
      runbook: 'bad-release',
      description: `${name} failed or returned 503 three times or more in a minute.`,
      dataSource: `calls of ${name}`,
      metric: new MathExpression({
        expression: 'FILL(errors, 0) + FILL(unavailable, 0)',
        usingMetrics: {
          errors: alias.metricErrors({ period, statistic: Stats.SUM }),
          unavailable: createFunctionMetric(service, 'Unavailable', Stats.SUM, 1),
        },
        period,
      }),
      threshold: FAILED_CALLS,
    });
    const timeLimitSeconds = RiskStack.of(this).config.api.timeout_seconds;
    const slow = new RiskAlarm(target, 'Slow', {
      name: `api-${name}-slow`,
      severity: 'ticket',
      runbook: 'bad-release',
      description: `A tenth of the calls of ${name} took half of its time limit or longer, for three minutes.`,
      dataSource: `calls of ${name}`,
      metric: alias.metricDuration({ period, statistic: Stats.percentile(90) }),
      threshold: (timeLimitSeconds * 1000) / 2,
      evaluationPeriods: 3,
    });
    return [failing, slow];
  }
}
