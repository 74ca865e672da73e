/** Deploys an ASL file as a Step Functions workflow, with its permissions, logs, alarms and failure notices. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import {
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  DefinitionBody,
  LogLevel,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RiskAlarm, type Severity } from '../alarms/alerts.ts';
import { acknowledgeWildcards, allow } from '../foundation/allow.ts';
import { RiskStack, toPascalCase } from '../foundation/risk-stack.ts';
import { LIVE_ALIAS, type RiskFunction } from '../functions/risk-function.ts';

const FOLDER = join(import.meta.dirname, '../../../statemachines');

/** An ASL file has other tokens than those that something is given for. */
export class SubstitutionMismatch extends Error {
  override name = 'SubstitutionMismatch';
}

/** Lists the `${PascalCase}` tokens of an ASL text, sorted, each once. */
export function findTokens(definition: string): string[] {
  return [...new Set(Array.from(definition.matchAll(/\$\{(\w+)\}/g), ([, token = '']) => token))].sort();
}

export interface WorkflowProps {
  description: string;
  /** Severity of a failure. Its section of docs/runbook.md is headed by the workflow's name. */
  severity: Severity;
  /** Functions that it calls: `${<Name>FunctionArn}`. */
  functions?: RiskFunction[];
  /** Workflows that it runs and waits for: `${<Name>StateMachineArn}`. */
  workflows?: Workflow[];
  /** Texts by the file's other tokens. */
  values?: Record<string, string>;
  /** Takes a failure notice that could not reach the alert topic. */
  deadLetters: IQueue;
}

/** Deploys `statemachines/<name>.asl.json`. */
export class Workflow extends Construct {
  readonly stateMachine: StateMachine;
  /** ARN by which callers start it: of its alias `live`, or without releases of the state machine. */
  readonly arn: string;
  readonly logicalName: string;
  /** `risk-<env>-<name>`: other stacks name its executions by it, without a reference. */
  readonly physicalName: string;
  /** Texts by token. */
  readonly substitutions: Readonly<Record<string, string>>;

  /** @throws {SubstitutionMismatch} when the file has other tokens than `functions`, `workflows` and `values` */
  constructor(scope: Construct, name: string, props: WorkflowProps) {
    super(scope, toPascalCase(name));
    this.logicalName = toPascalCase(name);
    const { prefix, removalPolicy, logRetention, foundation } = RiskStack.of(this);
    this.physicalName = `${prefix}-${name}`;
    const { functions = [], workflows = [], values = {} } = props;
    const definition = readFileSync(join(FOLDER, `${name}.asl.json`), 'utf8');
    this.substitutions = checkSubstitutions(name, definition, {
      ...values,
      ...Object.fromEntries(functions.map((called) => [`${called.logicalName}FunctionArn`, called.calledArn])),
      ...Object.fromEntries(workflows.map((nested) => [`${nested.logicalName}StateMachineArn`, nested.arn])),
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: this.physicalName,
      comment: props.description,
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: this.substitutions,
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        // Payloads contain references and counts only, so they may be logged.
        includeExecutionData: true,
        destination: new LogGroup(this, 'Logs', {
          // This prefix keeps the account's log resource policy from outgrowing its limit.
          logGroupName: `/aws/vendedlogs/states/${this.physicalName}`,
          retention: logRetention,
          encryptionKey: foundation.key,
          removalPolicy,
        }),
      },
    });
    this.arn = this.release();
    for (const called of functions) called.allowCall(this.stateMachine);
    const isWaiting = definition.includes(':states:startExecution.sync');
    for (const nested of workflows) {
      this.allowStart(nested);
      if (isWaiting) this.allowWait(nested);
    }
    acknowledgeWildcards(
      this.stateMachine,
      ['*'],
      'X-Ray segments and the set-up of log delivery are actions on no particular resource.',
    );
    this.notifyOnFailure(name, props);
  }

  /**
   * Publishes a version of the new definition and moves the alias to it, all at once: the workflows run once a day, so a
   * share of the executions proves nothing. Older versions stay, and `npm run revert` moves the alias back.
   */
  private release(): string {
    const { stateMachineArn, stateMachineRevisionId } = this.stateMachine;
    if (!RiskStack.of(this).config.features.release_aliases) return stateMachineArn;
    const version = new CfnStateMachineVersion(this, 'Version', { stateMachineArn, stateMachineRevisionId });
    version.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const alias = new CfnStateMachineAlias(this, 'Live', {
      name: LIVE_ALIAS,
      routingConfiguration: [{ stateMachineVersionArn: version.attrArn, weight: 100 }],
    });
    return alias.attrArn;
  }

  private allowStart(nested: Workflow): void {
    allow(this.stateMachine, { actions: ['states:StartExecution'], resources: [nested.stateMachine.stateMachineArn] });
  }

  /** Permits `startExecution.sync` to wait: a rule that Step Functions manages reports the end. */
  private allowWait(nested: Workflow): void {
    const executions = RiskStack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${nested.physicalName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    allow(this.stateMachine, {
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [executions],
      because: 'Executions of one workflow; their names are made when they start.',
    });
    allow(this.stateMachine, {
      actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      resources: [
        RiskStack.of(this).formatArn({
          service: 'events',
          resource: 'rule',
          resourceName: 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
        }),
      ],
    });
  }

  /** The event names the failed execution at once; the alarms also count executions that timed out. */
  private notifyOnFailure(name: string, { severity, deadLetters: deadLetterQueue }: WorkflowProps): void {
    const { foundation } = RiskStack.of(this);
    const { stateMachine } = this;
    new Rule(this, 'Failed', {
      ruleName: `${this.physicalName}-failed`,
      description: `Notifies the alert topic when ${name} did not succeed`,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [stateMachine.stateMachineArn] },
      },
      targets: [
        new SnsTopic(foundation.alerts, { deadLetterQueue, retryAttempts: 185, maxEventAge: Duration.hours(24) }),
      ],
    });
    new RiskAlarm(this, 'FailedAlarm', {
      name: `${name}-failed`,
      severity,
      runbook: name,
      description: `An execution of ${name} failed; the runbook explains the name of its last state.`,
      dataSource: `executions of ${name}`,
      metric: stateMachine.metricFailed({ period: Duration.minutes(5), statistic: Stats.SUM }),
    });
    new RiskAlarm(this, 'TimedOutAlarm', {
      name: `${name}-timed-out`,
      severity,
      runbook: name,
      description: `An execution of ${name} exceeded its time limit.`,
      dataSource: `executions of ${name}`,
      metric: stateMachine.metricTimedOut({ period: Duration.minutes(5), statistic: Stats.SUM }),
    });
  }
}

/**
 * Returns the substitutions when they are exactly the tokens of the definition.
 * @throws {SubstitutionMismatch} when they are not, with the missing and the unused names
 */
export function checkSubstitutions(
  workflowName: string,
  definition: string,
  substitutions: Record<string, string>,
): Record<string, string> {
  const tokens = findTokens(definition);
  const names = Object.keys(substitutions).sort();
  if (tokens.join() === names.join()) return substitutions;
  const missing = tokens.filter((token) => !names.includes(token));
  const unused = names.filter((name) => !tokens.includes(name));
  throw new SubstitutionMismatch(
    `statemachines/${workflowName}.asl.json: nothing given for [${missing}], no such token [${unused}]`,
  );
}
