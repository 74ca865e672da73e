/** Stack of events: the bus that the lender's systems subscribe to, the function that publishes to it and to webhooks. */
import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../config.ts';
import { DeadLetters, describeWatch, RiskAlarm } from '../constructs/alarms/alerts.ts';
import { createFunctionMetric } from '../constructs/alarms/function-metric.ts';
import { allowDatabaseRole } from '../constructs/database/database-access.ts';
import { allow } from '../constructs/foundation/allow.ts';
import { type Foundation, RiskStack } from '../constructs/foundation/risk-stack.ts';
import { RiskFunction } from '../constructs/functions/risk-function.ts';
import type { StorageStack } from './storage-stack.ts';

export interface EventsStackProps {
  config: Readonly<EnvironmentConfig>;
  storage: StorageStack;
}

export class EventsStack extends RiskStack {
  readonly foundation: Foundation;

  constructor(scope: Construct, id: string, { config, storage }: EventsStackProps) {
    super(scope, id, { config, description: 'events for the systems of the lender' });
    this.foundation = storage.foundation;
    const bus = new EventBus(this, 'Bus', {
      eventBusName: this.prefix,
      description: 'Decisions, cases, notices, policies and models, for the systems of the lender',
    });
    const publisher = this.createPublisher(bus);
    this.schedulePublisher(publisher);
    this.createAlarms();
    new StringParameter(this, 'BusName', {
      parameterName: `${this.parameterPrefix}/events/bus`,
      stringValue: bus.eventBusName,
      description: 'Event bus that the systems of the lender subscribe to',
    });
  }

  private createPublisher(bus: EventBus): RiskFunction {
    const { events } = this.config;
    const publisher = new RiskFunction(this, 'events/publish-events', {
      description: 'Publishes events to the event bus and to webhooks',
      timeout_seconds: 300,
      memory_mib: 512,
      sql: true,
      environment: {
        EVENT_BUS_NAME: bus.eventBusName,
        KEY_ARN: this.foundation.key.keyArn,
        RETRY_HOURS: String(events.retry_hours),
        KEEP_DAYS: String(events.keep_days),
        PRIVATE_ENDPOINTS: String(events.private_endpoints),
      },
    });
    // It also permits to decrypt the secrets of webhooks.
    allowDatabaseRole(publisher, 'risk_events');
    allow(publisher, { actions: ['events:PutEvents'], resources: [bus.eventBusArn] });
    return publisher;
  }

  /** A call that fails is followed by the next one, which does its work; an alarm reports what waits. */
  private schedulePublisher(publisher: RiskFunction): void {
    const { queue: deadLetterQueue } = new DeadLetters(this, 'DeadLetters', { name: 'events' });
    publisher.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(5) });
    new Rule(this, 'PublishEventsRule', {
      ruleName: `${this.prefix}-publish-events`,
      description: 'Publishes events every minute',
      schedule: Schedule.rate(Duration.minutes(1)),
      enabled: this.config.events.schedule_enabled,
      targets: [new LambdaFunction(publisher, { deadLetterQueue, retryAttempts: 2, maxEventAge: Duration.minutes(5) })],
    });
  }

  private createAlarms(): void {
    const isOn = this.config.events.schedule_enabled;
    const dataSource = describeWatch('the publisher of events, which runs every minute', isOn);
    const watch = { severity: 'ticket', dataSource } as const;
    new RiskAlarm(this, 'EventsBehind', {
      ...watch,
      name: 'events-behind',
      runbook: 'events',
      description: 'An event has waited for a quarter of an hour to be published: nothing is lost, all follow later.',
      metric: createFunctionMetric('events/publish-events', 'EventDelaySeconds', Stats.MAXIMUM, 15),
      threshold: Duration.minutes(15).toSeconds(),
      // Where the schedule is enabled, missing data means that the publisher itself does not run.
      treatMissingData: isOn ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    new RiskAlarm(this, 'EventsDead', {
      ...watch,
      name: 'events-dead',
      runbook: 'events',
      description: 'Events were given up after their last retry; a person sends them again on the page Events.',
      metric: createFunctionMetric('events/publish-events', 'DeadEvents', Stats.MAXIMUM, 15),
    });
    new RiskAlarm(this, 'WebhookFailing', {
      ...watch,
      name: 'webhook-failing',
      runbook: 'events',
      description: 'A webhook of the lender has failed for an hour; its events wait and are tried again.',
      metric: createFunctionMetric('events/publish-events', 'FailingWebhooks', Stats.MAXIMUM, 15),
    });
  }
}
