/** Retention: the workflow that deletes what its schedule names every evening, and the alarm when it falls behind. */
import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { describeWatch, RiskAlarm } from '../alarms/alerts.ts';
import { createFunctionMetric } from '../alarms/function-metric.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allowErase } from '../foundation/allow.ts';
import type { PersonKeys } from '../foundation/person-keys.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import { Workflow } from '../workflows/workflow.ts';
import { WorkflowTarget } from '../workflows/workflow-target.ts';

const DAY_MINUTES = 1440;
/** Days without a complete run until the alarm: one can meet a long run of the daily workflow. */
const DAYS_BEHIND = 3;

export interface RetentionProps {
  personKeys: PersonKeys;
  /** Case files. */
  cases: IBucket;
  deadLetters: IQueue;
}

export class Retention extends Construct {
  readonly workflow: Workflow;

  constructor(scope: Construct, id: string, { personKeys, cases, deadLetters }: RetentionProps) {
    super(scope, id);
    this.workflow = new Workflow(scope, 'retention', {
      description: 'Deletes what the retention schedule names',
      severity: 'ticket',
      functions: [this.createFunction(scope, personKeys, cases)],
      deadLetters,
    });
    this.scheduleDaily(deadLetters);
    this.createAlarm();
  }

  private createFunction(scope: Construct, personKeys: PersonKeys, cases: IBucket): RiskFunction {
    const apply = new RiskFunction(scope, 'privacy/apply-retention', {
      description: 'Deletes rows that are older than the retention schedule keeps them, in batches',
      timeout_seconds: 300,
      memory_mib: 256,
      sql: true,
      environment: { CASE_BUCKET: cases.bucketName },
    });
    allowDatabaseRole(apply, 'risk_retention');
    personKeys.allowErasing(apply);
    allowErase(apply, cases, ['attachments', 'uploads', 'contests', 'notices']);
    return apply;
  }

  /** In the evening, because the daily workflow has ended by then: nothing is deleted next to one of its runs. */
  private scheduleDaily(deadLetterQueue: IQueue): void {
    const { config } = RiskStack.of(this);
    new Rule(this, 'EveryDay', {
      ruleName: `${this.workflow.physicalName}-daily`,
      description: 'Deletes what the retention schedule names at 20:00 UTC',
      schedule: Schedule.cron({ minute: '0', hour: '20' }),
      enabled: config.retention.schedule_enabled,
      targets: [
        new WorkflowTarget(this.workflow, {
          input: RuleTargetInput.fromObject({}),
          deadLetterQueue,
          retryAttempts: 10,
          maxEventAge: Duration.hours(12),
        }),
      ],
    });
  }

  private createAlarm(): void {
    const enabled = RiskStack.of(this).config.retention.schedule_enabled;
    new RiskAlarm(this, 'Behind', {
      name: 'retention-behind',
      severity: 'ticket',
      runbook: 'retention-behind',
      description: `Data that the retention schedule should have deleted was left on ${DAYS_BEHIND} days, or it did not run.`,
      dataSource: describeWatch('the daily retention', enabled),
      metric: createFunctionMetric('privacy/apply-retention', 'RetentionBehind', Stats.MINIMUM, DAY_MINUTES),
      evaluationPeriods: DAYS_BEHIND,
      treatMissingData: enabled ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
  }
}
