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
import { RiskStack } from '../foundation/risk-stack.ts';

/** The environment's alert topic: encrypted, TLS only, open to alarms and events of this account. */
export class AlertTopic extends Topic {
  constructor(scope: Construct, id: string, masterKey: IKey) {
    const { prefix, config, account } = RiskStack.of(scope);
    super(scope, id, { topicName: `${prefix}-alerts`, masterKey, enforceSSL: true });
    // Events may publish too: their targets add it (EventBridge sends no source account to make a condition of).
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

/** `page`: look now, day or night; `ticket`: look today; `info`: good to know. */
export type Severity = 'page' | 'ticket' | 'info';

export interface RiskAlarmProps extends Pick<AlarmProps, 'comparisonOperator' | 'treatMissingData'> {
  /** Kebab-case; with the environment's prefix it is the alarm's name. */
  name: string;
  severity: Severity;
  /** Anchor of its heading in docs/runbook.md, which says what to do; a test looks for it. */
  runbook: string;
  /** What is wrong when it goes off: the words a person gets in the mail, after the severity and before the runbook. */
  description: string;
  metric: IMetric;
  threshold?: number;
  evaluationPeriods?: number;
}

/** An alarm that goes off at the first period at or above its threshold (1), and tells the alert topic. */
export class RiskAlarm extends Alarm {
  readonly severity: Severity;
  /** Its name as text, known before it is deployed. */
  readonly knownName: string;

  constructor(scope: Construct, id: string, { name, severity, runbook, description, ...props }: RiskAlarmProps) {
    const { prefix, foundation } = RiskStack.of(scope);
    super(scope, id, {
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
      alarmName: `${prefix}-${name}`,
      alarmDescription: alarmDescription(severity, description, runbook),
    });
    this.severity = severity;
    this.knownName = `${prefix}-${name}`;
    this.addAlarmAction(new SnsAction(foundation.alerts));
  }
}

/** The form that the dashboard, the chat and people read severity and runbook from. */
export const alarmDescription = (severity: Severity, words: string, anchor: string): string =>
  `${severity}: ${words} Runbook: docs/runbook.md#${anchor}`;

export interface DeadLettersProps {
  /** Kebab-case, for example `etl`. */
  name: string;
}

/** Keeps what could not be delivered for 14 days, and alarms as soon as there is anything. */
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
      reason: 'It is a dead-letter queue itself; the rules that use it say so in their targets.',
    });
    new RiskAlarm(this, 'Alarm', {
      name: `${name}-dead-letters`,
      severity: 'ticket',
      runbook: 'dead-letters',
      description: `An event of ${name} could not be delivered; it lies in the queue ${prefix}-${name}-dead-letters.`,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM }),
    });
  }
}
