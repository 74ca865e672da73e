/** Daily watch over drills and over clusters that one left behind, with the alarms of drills. */
import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RECOVERY_ROOT } from '../../../lambdas/shared/object-keys.ts';
import { describeWatch, RiskAlarm } from '../alarms/alerts.ts';
import { createFunctionMetric } from '../alarms/function-metric.ts';
import { allowRead } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import { allowDescribing } from './cluster-permissions.ts';

const DAY_MINUTES = 1440;

export interface DrillWatchProps {
  /** Bucket with the records of drills. */
  reports: IBucket;
  deadLetters: IQueue;
}

export class DrillWatch extends Construct {
  constructor(scope: Construct, id: string, { reports, deadLetters }: DrillWatchProps) {
    super(scope, id);
    const { config, prefix } = RiskStack.of(this);
    const { schedule_enabled: enabled, drill_overdue_days } = config.recovery;
    const watch = new RiskFunction(this, 'recovery/watch-recovery', {
      description: 'Emits metrics: whether a drill is overdue, and clusters that were left behind',
      timeout_seconds: 60,
      memory_mib: 256,
      environment: {
        REPORT_BUCKET: reports.bucketName,
        NAME_PREFIX: prefix,
        DRILL_OVERDUE_DAYS: String(drill_overdue_days),
      },
    });
    allowDescribing(watch);
    allowRead(watch, reports, [RECOVERY_ROOT.slice(0, -1)]);
    watch.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.hours(6) });
    new Rule(this, 'EveryDay', {
      ruleName: `${prefix}-watch-recovery`,
      description: 'Runs watch-recovery every day at 07:00 UTC',
      schedule: Schedule.cron({ minute: '0', hour: '7' }),
      enabled,
      targets: [
        new LambdaFunction(watch, { deadLetterQueue: deadLetters, retryAttempts: 2, maxEventAge: Duration.hours(6) }),
      ],
    });
    this.createAlarms(enabled);
  }

  private createAlarms(enabled: boolean): void {
    const silence = enabled ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING;
    const { config } = RiskStack.of(this);
    const createWatchMetric = (name: string) =>
      createFunctionMetric('recovery/watch-recovery', name, Stats.MAXIMUM, DAY_MINUTES);
    new RiskAlarm(this, 'Overdue', {
      name: 'drill-overdue',
      severity: 'ticket',
      runbook: 'drill-overdue',
      description: `No drill has passed for ${config.recovery.drill_overdue_days} days: nobody knows whether a backup can be restored.`,
      dataSource: describeWatch('the daily watch of recovery', enabled),
      metric: createWatchMetric('DrillOverdue'),
      evaluationPeriods: 2,
      treatMissingData: silence,
    });
    new RiskAlarm(this, 'LeftBehind', {
      name: 'cluster-left-behind',
      severity: 'ticket',
      runbook: 'cluster-left-behind',
      description: 'A cluster of a drill or of an unfinished recovery still exists and costs money.',
      dataSource: describeWatch('the daily watch of recovery', enabled),
      metric: createWatchMetric('LeftBehindClusters'),
    });
    new RiskAlarm(this, 'Slow', {
      name: 'drill-slow',
      severity: 'ticket',
      runbook: 'drill-slow',
      description: 'The newest drill took longer than the database may be away (recovery time objective).',
      dataSource: 'each drill',
      metric: createFunctionMetric('recovery/record-recovery', 'DrillSeconds', Stats.MAXIMUM),
      threshold: config.recovery.database_rto_seconds,
      // The next drill decides.
      treatMissingData: TreatMissingData.IGNORE,
    });
  }
}
