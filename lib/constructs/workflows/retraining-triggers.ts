/** Starts a training on the first of each month, and on a drift signal of monitoring. */
import { Duration } from 'aws-cdk-lib';
import { EventBus, EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { RiskStack } from '../foundation/risk-stack.ts';
import type { Workflow } from './workflow.ts';
import { WorkflowTarget } from './workflow-target.ts';

export interface RetrainingTriggersProps {
  training: Workflow;
  /** Takes an event that could not start a training. */
  deadLetters: IQueue;
}

export class RetrainingTriggers extends Construct {
  /** Event bus of the system; the parameter `events/bus-name` contains its name. */
  readonly events: EventBus;

  constructor(scope: Construct, id: string, props: RetrainingTriggersProps) {
    super(scope, id);
    const { prefix, parameterPrefix } = RiskStack.of(this);
    this.events = new EventBus(this, 'Events', { eventBusName: `${prefix}-events` });
    new StringParameter(this, 'BusName', {
      parameterName: `${parameterPrefix}/events/bus-name`,
      stringValue: this.events.eventBusName,
      description: 'Event bus on which monitoring reports drift',
    });
    this.scheduleMonthly(props);
    this.startOnDrift(props);
  }

  private scheduleMonthly({ training, deadLetters }: RetrainingTriggersProps): void {
    new Rule(this, 'EveryMonth', {
      ruleName: `${training.physicalName}-monthly`,
      description: 'Trains at 04:00 UTC on the first of the month, after the ETL',
      schedule: Schedule.cron({ minute: '0', hour: '4', day: '1' }),
      enabled: RiskStack.of(this).config.training.schedule_enabled,
      targets: [this.createTarget(training, deadLetters, { reason: 'monthly' })],
    });
  }

  private startOnDrift({ training, deadLetters }: RetrainingTriggersProps): void {
    new Rule(this, 'OnDrift', {
      ruleName: `${training.physicalName}-drift`,
      description: 'Trains when monitoring detects drift',
      eventBus: this.events,
      eventPattern: { source: ['risk.monitoring'], detailType: ['DriftDetected'] },
      targets: [this.createTarget(training, deadLetters, { reason: 'drift', signal: EventField.eventId })],
    });
  }

  private createTarget(workflow: Workflow, deadLetterQueue: IQueue, input: Record<string, string>): WorkflowTarget {
    return new WorkflowTarget(workflow, {
      input: RuleTargetInput.fromObject(input),
      deadLetterQueue,
      retryAttempts: 10,
      maxEventAge: Duration.hours(12),
    });
  }
}
