/** Stack of cases: the watch of due times, the check of files, the worker of notices, and their alarms. Their calls are functions of the API stack. */
import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config.ts';
import { DeadLetters, describeWatch, RiskAlarm } from '../constructs/alarms/alerts.ts';
import { createFunctionMetric } from '../constructs/alarms/function-metric.ts';
import { AttachmentCheck } from '../constructs/cases/attachment-check.ts';
import { NoticeDelivery } from '../constructs/cases/notice-delivery.ts';
import { allowDatabaseRole } from '../constructs/database/database-access.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { RiskFunction } from '../constructs/functions/risk-function.ts';
import type { StorageStack } from './storage-stack.ts';

export interface CasesStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
}

/** What can be overdue: name of the alarm → metric of the watch, and what the alarm says. */
const OVERDUE = {
  'notices-overdue': {
    metric: 'NoticesOverdue',
    description: 'An applicant who was declined 30 days ago has no notice yet.',
  },
  'cases-overdue': {
    metric: 'CasesOverdue',
    description: 'A case is past its due time: an applicant waits for a person’s decision.',
  },
  'privacy-requests-overdue': {
    metric: 'PrivacyRequestsOverdue',
    description: 'A request of a person about their data is past its deadline (GDPR 12(3)).',
  },
} as const;

export class CasesStack extends RiskStack {
  readonly foundation: Foundation;

  constructor(scope: Construct, id: string, { config, storage }: CasesStackProps) {
    super(scope, id, { config, description: 'due times and files of cases' });
    this.foundation = storage.foundation;
    const { queue } = new DeadLetters(this, 'DeadLetters', { name: 'cases' });
    this.scheduleWatch(this.createWatch(), queue);
    new AttachmentCheck(this, 'AttachmentCheck', { cases: storage.cases, deadLetters: queue });
    const { automatic, channel } = config.notices;
    if (automatic || channel === 'email') {
      const { cases, personKeys } = storage;
      new NoticeDelivery(this, 'NoticeDelivery', { cases, personKeys, deadLetters: queue });
    }
    this.createOverdueAlarms();
  }

  private createWatch(): RiskFunction {
    const watch = new RiskFunction(this, 'cases/watch-deadlines', {
      description: 'Opens cases of approvals that have expired, and emits metrics of what is overdue',
      timeout_seconds: 60,
      memory_mib: 256,
      sql: true,
    });
    allowDatabaseRole(watch, 'risk_deadlines');
    return watch;
  }

  /** A call that fails is followed by the next one, which does its work; missing data activates the alarms. */
  private scheduleWatch(watch: RiskFunction, deadLetterQueue: IQueue): void {
    watch.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(5) });
    new Rule(this, 'WatchDeadlinesRule', {
      ruleName: `${this.prefix}-watch-deadlines`,
      description: 'Looks for what is overdue every 15 minutes',
      schedule: Schedule.rate(Duration.minutes(15)),
      enabled: this.config.monitoring.schedule_enabled,
      targets: [new LambdaFunction(watch, { deadLetterQueue, retryAttempts: 2, maxEventAge: Duration.minutes(5) })],
    });
  }

  private createOverdueAlarms(): void {
    const isOn = this.config.monitoring.schedule_enabled;
    for (const [name, { metric, description }] of Object.entries(OVERDUE)) {
      new RiskAlarm(this, `Alarm-${name}`, {
        ...{ name, severity: 'ticket', runbook: name, description },
        dataSource: describeWatch('the watch of due times, which runs every 15 minutes', isOn),
        metric: createFunctionMetric('cases/watch-deadlines', metric, Stats.MAXIMUM, 30),
        // Where the schedule is enabled, missing data means that the watch itself has failed.
        treatMissingData: isOn ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      });
    }
  }
}
