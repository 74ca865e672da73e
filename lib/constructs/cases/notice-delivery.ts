/**
 * The worker that issues notices by itself and sends them by e-mail. An environment has it only where `notices.automatic` or
 * the channel `email` is configured: it unseals names and addresses, so it does not exist without need.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { describeWatch, RiskAlarm } from '../alarms/alerts.ts';
import { createFunctionMetric } from '../alarms/function-metric.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow } from '../foundation/allow.ts';
import type { PersonKeys } from '../foundation/person-keys.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import { allowIssuingNotices } from './notice-files.ts';

export interface NoticeDeliveryProps {
  cases: IBucket;
  personKeys: PersonKeys;
  deadLetters: IQueue;
}

export class NoticeDelivery extends Construct {
  constructor(scope: Construct, id: string, { cases, personKeys, deadLetters }: NoticeDeliveryProps) {
    super(scope, id);
    const { automatic, channel } = RiskStack.of(this).config.notices;
    const worker = new RiskFunction(this, 'notices/deliver-notices', {
      description: 'Issues notices that are owed, and sends them by e-mail',
      timeout_seconds: 900,
      memory_mib: 1024,
      sql: true,
      noticeFonts: true,
      environment: automatic ? { NOTICE_AUTOMATIC: JSON.stringify(automatic) } : {},
    });
    allowDatabaseRole(worker, 'risk_notices');
    allowIssuingNotices(worker, cases);
    // Two at once would issue the same notices: the second finds them stored, and its work is for nothing.
    worker.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(5) });
    this.schedule(worker, deadLetters);
    if (channel === 'email') this.sendEmail(worker, personKeys, deadLetters);
    this.createAlarm();
  }

  private schedule(worker: RiskFunction, deadLetterQueue: IQueue): void {
    const { prefix, config } = RiskStack.of(this);
    new Rule(this, 'DeliverNoticesRule', {
      ruleName: `${prefix}-deliver-notices`,
      description: 'Issues and sends notices every 15 minutes',
      schedule: Schedule.rate(Duration.minutes(15)),
      enabled: config.monitoring.schedule_enabled,
      targets: [new LambdaFunction(worker, { deadLetterQueue, retryAttempts: 2, maxEventAge: Duration.minutes(5) })],
    });
  }

  /** SES reports what came back to the account's default event bus, the only one that it can report to. */
  private sendEmail(worker: RiskFunction, personKeys: PersonKeys, deadLetterQueue: IQueue): void {
    const stack = RiskStack.of(this);
    const { sender = '' } = stack.config.notices;
    const set = new ConfigurationSet(this, 'ConfigurationSet', { configurationSetName: `${stack.prefix}-notices` });
    const bus = EventBus.fromEventBusName(this, 'DefaultBus', 'default');
    set.addEventDestination('Bounces', {
      destination: EventDestination.eventBus(bus),
      events: [EmailSendingEvent.BOUNCE],
    });
    worker.addEnvironment('NOTICE_SENDER', sender);
    worker.addEnvironment('NOTICE_CONFIGURATION_SET', `${stack.prefix}-notices`);
    personKeys.allowOpening(worker);
    allow(worker, {
      actions: ['ses:SendEmail'],
      resources: [sender, sender.replace(/^.*@/, '')]
        .map((name) => stack.formatArn({ service: 'ses', resource: `identity/${name}` }))
        .concat(stack.formatArn({ service: 'ses', resource: `configuration-set/${stack.prefix}-notices` })),
      conditions: { StringEquals: { 'ses:FromAddress': sender } },
    });
    new Rule(this, 'ReturnedNoticesRule', {
      ruleName: `${stack.prefix}-returned-notices`,
      description: 'Notes that an e-mail with a notice came back',
      eventPattern: {
        source: ['aws.ses'],
        detailType: ['Email Bounced'],
        account: [Stack.of(this).account],
        detail: {
          bounce: { bounceType: ['Permanent'] },
          mail: { tags: { 'ses:configuration-set': [`${stack.prefix}-notices`] } },
        },
      },
      targets: [
        new LambdaFunction(worker, {
          ...{ deadLetterQueue, retryAttempts: 10, maxEventAge: Duration.hours(2) },
          // The event has the address; the function needs the message only.
          event: RuleTargetInput.fromObject({ returned_message: EventField.fromPath('$.detail.mail.messageId') }),
        }),
      ],
    });
  }

  private createAlarm(): void {
    const { monitoring } = RiskStack.of(this).config;
    new RiskAlarm(this, 'NoticesFailed', {
      name: 'notices-failed',
      severity: 'ticket',
      runbook: 'notices-failed',
      description: 'A notice could not be issued, or nobody tries to send it again: an applicant waits for it.',
      dataSource: describeWatch('the worker of notices, which runs every 15 minutes', monitoring.schedule_enabled),
      metric: createFunctionMetric('notices/deliver-notices', 'NoticesFailed', Stats.SUM, 15),
    });
    new RiskAlarm(this, 'NoticesNotDelivered', {
      name: 'notices-not-delivered',
      severity: 'ticket',
      runbook: 'notices-failed',
      description: 'The worker of notices failed: what waits is issued and sent by the next call.',
      dataSource: describeWatch('the worker of notices, which runs every 15 minutes', monitoring.schedule_enabled),
      metric: createFunctionMetric('notices/deliver-notices', 'Failures', Stats.SUM, 60),
      threshold: 2,
    });
  }
}
