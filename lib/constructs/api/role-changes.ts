/** The only function that changes groups of the user pool, with its schedule and the alarm on a difference. */
import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { DeadLetters, describeWatch, RiskAlarm } from '../alarms/alerts.ts';
import { createFunctionMetric } from '../alarms/function-metric.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import type { ApiUsers } from './api-users.ts';

const WATCH_MINUTES = 15;

export class RoleChanges extends Construct {
  readonly applyRoles: RiskFunction;

  constructor(scope: Construct, id: string, { users }: { users: ApiUsers }) {
    super(scope, id);
    const { config, prefix } = RiskStack.of(this);
    const applyRoles = this.createFunction(users);
    this.applyRoles = applyRoles;
    const { queue: deadLetterQueue } = new DeadLetters(this, 'DeadLetters', { name: 'roles' });
    // No long retry: the next call of the schedule does what is left.
    applyRoles.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.minutes(WATCH_MINUTES) });
    new Rule(this, 'WatchRule', {
      ruleName: `${prefix}-apply-roles`,
      description: `Applies approved roles and looks for differences every ${WATCH_MINUTES} minutes`,
      schedule: Schedule.rate(Duration.minutes(WATCH_MINUTES)),
      enabled: config.monitoring.schedule_enabled,
      targets: [
        new LambdaFunction(applyRoles, { deadLetterQueue, retryAttempts: 2, maxEventAge: Duration.minutes(5) }),
      ],
    });
    this.createAlarm();
  }

  private createFunction({ pool }: ApiUsers): RiskFunction {
    const applyRoles = new RiskFunction(this, 'governance/apply-roles', {
      description: 'Applies approved roles to the user pool, and looks for differences between the two',
      timeout_seconds: 120,
      memory_mib: 512,
      sql: true,
      environment: { USER_POOL_ID: pool.userPoolId },
    });
    allowDatabaseRole(applyRoles, 'risk_governance');
    allow(applyRoles, {
      actions: [
        'cognito-idp:AdminAddUserToGroup',
        'cognito-idp:AdminListGroupsForUser',
        'cognito-idp:AdminRemoveUserFromGroup',
        'cognito-idp:ListUsersInGroup',
      ],
      resources: [pool.userPoolArn],
    });
    return applyRoles;
  }

  /** Two looks in a row, so that a change that is being made does not ring. */
  private createAlarm(): void {
    const isOn = RiskStack.of(this).config.monitoring.schedule_enabled;
    new RiskAlarm(this, 'Drift', {
      name: 'roles-drifted',
      severity: 'ticket',
      runbook: 'roles-drifted',
      description: 'A person has a role that nobody approved, or lacks one that was approved.',
      dataSource: describeWatch(`the watch of roles, which runs every ${WATCH_MINUTES} minutes`, isOn),
      metric: createFunctionMetric('governance/apply-roles', 'RoleDrifts', Stats.MAXIMUM, WATCH_MINUTES),
      evaluationPeriods: 2,
      // Where the schedule is enabled, missing data means that nobody looks and nothing is applied.
      treatMissingData: isOn ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
  }
}
