/** The alert topic, and the alarms and dead-letter queues that publish to it. */
import { Duration, Validations } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { formatAlarmDescription } from '../../../lambdas/shared/alarm-description.ts';
import { RUNBOOK_PATH } from '../../../web/hosting-rules.ts';
import type { EnvironmentConfig } from '../../config-schema.ts';
import { RiskStack } from '../foundation/risk-stack.ts';

/** The environment's alert topic: encrypted, TLS only, open to alarms and events of this account. */
export class AlertTopic extends Topic {
  constructor(scope: Construct, id: string, masterKey: IKey) {
    const { prefix, config, account } = RiskStack.of(scope);
    super(scope, id, { topicName: `${prefix}-alerts`, masterKey, enforceSSL: true });
    // Targets of EventBridge rules add their own statement, because EventBridge sends no source account to restrict.
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    if (config.features.budget) {
      this.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('budgets.amazonaws.com')],
          actions: ['sns:Publish'],
          resources: [this.topicArn],
          conditions: { StringEquals: { 'aws:SourceAccount': account } },
        }),
      );
    }
    if (config.alarm_email) this.addSubscription(new EmailSubscription(config.alarm_email));
  }
}

/** `page`: act now, day or night; `ticket`: act today; `info`: no action needed. */
export type Severity = 'page' | 'ticket' | 'info';

export interface RiskAlarmProps extends Pick<AlarmProps, 'comparisonOperator' | 'treatMissingData'> {
  /** Kebab-case; the alarm's name is the environment's prefix and this. */
  name: string;
  severity: Severity;
  /** Anchor of the alarm's section in docs/runbook.md; a test checks that it exists. */
  runbook: string;
  /** Text of the mail, between severity and runbook link: the fault that the alarm reports. */
  description: string;
  /** What writes the metric, so that people know why an alarm has no data; without a full stop. */
  dataSource: string;
  metric: IMetric;
  threshold?: number;
  evaluationPeriods?: number;
}

/** Alarm that becomes active at the first period at or above its threshold (default 1) and notifies the alert topic. */
export class RiskAlarm extends Alarm {
  readonly severity: Severity;
  /** Name as plain text, known before deployment. */
  readonly knownName: string;

  constructor(
    scope: Construct,
    id: string,
    { name, severity, runbook, description, dataSource, ...props }: RiskAlarmProps,
  ) {
    const { prefix, config, foundation } = RiskStack.of(scope);
    super(scope, id, {
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
      alarmName: `${prefix}-${name}`,
      alarmDescription: formatAlarmDescription({
        ...{ severity, text: description, dataSource },
        runbook: findRunbookAddress(config, runbook),
      }),
    });
    this.severity = severity;
    this.knownName = `${prefix}-${name}`;
    this.addAlarmAction(new SnsAction(foundation.alerts));
  }
}

/**
 * The address of a section of the runbook, which the dashboard serves; its path in the repository where the dashboard has
 * no name of its own, because CloudFront's name is not known before the distribution.
 */
export function findRunbookAddress({ dashboard }: Readonly<EnvironmentConfig>, anchor: string): string {
  const { domain, local_url } = dashboard;
  const origin = local_url ?? (domain && `https://${domain.name}`);
  return `${origin === undefined ? 'docs/runbook.md' : `${origin}${RUNBOOK_PATH}`}#${anchor}`;
}

/** The data source of an alarm whose metric a schedule writes. */
export const describeWatch = (watch: string, isOn: boolean): string =>
  isOn ? watch : `${watch} where its schedule is on; here it is off`;

export interface DeadLettersProps {
  /** Kebab-case, for example `etl`. */
  name: string;
}

/** Dead-letter queue with a retention of 14 days, and an alarm as soon as it has a message. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { name }: DeadLettersProps) {
    super(scope, id);
    const { prefix, foundation } = RiskStack.of(this);
    this.queue = new Queue(this, 'Queue', {
      queueName: `${prefix}-${name}-dead-letters`,
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: foundation.key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue, which the targets of rules name.',
    });
    new RiskAlarm(this, 'Alarm', {
      name: `${name}-dead-letters`,
      severity: 'ticket',
      runbook: 'dead-letters',
      description: `An event of ${name} could not be delivered; it is in the queue ${prefix}-${name}-dead-letters.`,
      dataSource: 'events that could not be delivered',
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
    });
  }
}
