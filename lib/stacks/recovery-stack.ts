/** Stack of recovery: the workflow that restores the database, its monthly drill, the watch over it, the backup plan. */
import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config.ts';
import { DeadLetters } from '../constructs/alarms/alerts.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { DailySnapshots } from '../constructs/recovery/backup-plan.ts';
import { DrillWatch } from '../constructs/recovery/drill-watch.ts';
import { RecoveryFunctions } from '../constructs/recovery/recovery-functions.ts';
import { Workflow } from '../constructs/workflows/workflow.ts';
import { WorkflowTarget } from '../constructs/workflows/workflow-target.ts';
import type { DatabaseStack } from './database-stack.ts';
import type { StorageStack } from './storage-stack.ts';

const RECOVERY = 'recovery';

export interface RecoveryStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
  database: DatabaseStack;
}

export class RecoveryStack extends RiskStack {
  readonly foundation: Foundation;
  readonly workflow: Workflow;

  constructor(scope: Construct, id: string, { config, storage, database }: RecoveryStackProps) {
    super(scope, id, { config, description: 'recovery of the database, its monthly drill, daily snapshots' });
    this.foundation = storage.foundation;
    const deadLetters = new DeadLetters(this, 'DeadLetters', { name: RECOVERY }).queue;
    const { model, audit, reports, personKeys, erasures } = storage;
    const functions = new RecoveryFunctions(this, 'Functions', {
      ...{ s3Roles: database.s3Roles, model, audit, reports, personKeys, erasures },
      workflowName: `${this.prefix}-${RECOVERY}`,
    });
    this.workflow = new Workflow(this, RECOVERY, {
      description: 'Restores the database into a new cluster, checks it, and makes it the serving one',
      severity: 'ticket',
      functions: functions.all,
      deadLetters,
    });
    new StringParameter(this, 'WorkflowArn', {
      parameterName: `${this.parameterPrefix}/workflow/recovery-arn`,
      stringValue: this.workflow.arn,
      description: 'State machine of recoveries and drills',
    });
    this.scheduleDrills(deadLetters);
    new DrillWatch(this, 'DrillWatch', { reports, deadLetters });
    if (config.features.backup_plan) new DailySnapshots(this, 'DailySnapshots');
  }

  private scheduleDrills(deadLetterQueue: IQueue): void {
    new Rule(this, 'EveryMonth', {
      ruleName: `${this.workflow.physicalName}-drill`,
      description: 'Drills at 08:00 UTC on the second of the month, when the nightly run and the training have ended',
      schedule: Schedule.cron({ minute: '0', hour: '8', day: '2' }),
      enabled: this.config.recovery.schedule_enabled,
      targets: [
        new WorkflowTarget(this.workflow, {
          input: RuleTargetInput.fromObject({ action: 'drill' }),
          deadLetterQueue,
          retryAttempts: 10,
          maxEventAge: Duration.hours(12),
        }),
      ],
    });
  }
}
