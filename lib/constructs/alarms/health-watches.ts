/** Scheduled checks: whether the day was published in time, whether the API responds, and how experiments do. */
import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import { describeWatch, RiskAlarm } from './alerts.ts';
import { createFunctionMetric } from './function-metric.ts';

export interface HealthWatchesProps {
  deadLetters: IQueue;
}

export class HealthWatches extends Construct {
  /** Where the schedule is enabled, missing data means that the watch itself has failed. */
  readonly #silence: TreatMissingData;
  readonly #isOn: boolean;

  constructor(scope: Construct, id: string, { deadLetters }: HealthWatchesProps) {
    super(scope, id);
    this.#isOn = RiskStack.of(this).config.monitoring.schedule_enabled;
    this.#silence = this.#isOn ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING;
    this.scheduleWatch(Duration.minutes(15), this.createPublicationWatch(), deadLetters);
    this.scheduleWatch(Duration.minutes(1), this.createApiWatch(), deadLetters);
    this.scheduleWatch(Duration.minutes(15), this.createExperimentWatch(), deadLetters);
  }

  private createPublicationWatch(): RiskFunction {
    const watch = new RiskFunction(this, 'monitoring/watch-publication', {
      description: 'Emits metrics: the age of the newest publication, and whether the publication of the day is late',
      timeout_seconds: 60,
      memory_mib: 256,
      sql: true,
    });
    allowDatabaseRole(watch, 'risk_monitoring');
    new RiskAlarm(this, 'EtlLate', {
      name: 'etl-late',
      severity: 'page',
      runbook: 'etl-late',
      description: 'The day’s features and scores were not published by 06:00 UTC; readers see an older day.',
      dataSource: describeWatch('the watch of publications, which runs every 15 minutes', this.#isOn),
      metric: createFunctionMetric('monitoring/watch-publication', 'PublicationOverdue', Stats.MAXIMUM, 30),
      treatMissingData: this.#silence,
    });
    return watch;
  }

  private createApiWatch(): RiskFunction {
    const stack = RiskStack.of(this);
    const watch = new RiskFunction(this, 'monitoring/watch-api', {
      description: 'Requests the health of the API, and emits a metric: whether it responds',
      timeout_seconds: 30,
      memory_mib: 256,
      environment: { PARAMETER_PREFIX: stack.parameterPrefix },
    });
    allow(watch, {
      actions: ['ssm:GetParameter'],
      resources: [stack.formatArn({ service: 'ssm', resource: `parameter${stack.parameterPrefix}/api/url` })],
    });
    new RiskAlarm(this, 'ApiUnavailable', {
      name: 'api-unavailable',
      severity: 'page',
      runbook: 'api-unavailable',
      description: 'The API has not reported that it is healthy for three minutes.',
      dataSource: describeWatch('the watch of the API, which runs every minute', this.#isOn),
      metric: createFunctionMetric('monitoring/watch-api', 'ApiUnreachable', Stats.MINIMUM, 1),
      evaluationPeriods: 3,
      treatMissingData: this.#silence,
    });
    return watch;
  }

  private createExperimentWatch(): RiskFunction {
    const watch = new RiskFunction(this, 'monitoring/watch-experiments', {
      description: 'Measures the arms of experiments, stops those that violate a guardrail, and emits metrics of both',
      timeout_seconds: 300,
      memory_mib: 256,
      sql: true,
    });
    allowDatabaseRole(watch, 'risk_monitoring');
    const alarm = {
      severity: 'ticket',
      dataSource: describeWatch('the watch of experiments, which runs every 15 minutes', this.#isOn),
      treatMissingData: this.#silence,
    } as const;
    new RiskAlarm(this, 'ExperimentStopped', {
      ...alarm,
      name: 'experiment-stopped',
      runbook: 'experiment-stopped',
      description: 'A guardrail, or a change of policy or champion, has stopped an arm of an experiment.',
      metric: createFunctionMetric('monitoring/watch-experiments', 'ExperimentStops', Stats.MAXIMUM, 30),
    });
    new RiskAlarm(this, 'SampleRatio', {
      ...alarm,
      name: 'sample-ratio',
      runbook: 'sample-ratio',
      description: 'The customers of an experiment are not divided as its shares say: its results cannot be trusted.',
      metric: createFunctionMetric('monitoring/watch-experiments', 'SampleRatioMismatches', Stats.MAXIMUM, 30),
    });
    return watch;
  }

  private scheduleWatch(interval: Duration, watch: RiskFunction, deadLetterQueue: IQueue): void {
    // No retry: the next check comes soon, and missing data activates the alarm.
    watch.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, `${watch.logicalName}Rule`, {
      ruleName: `${RiskStack.of(this).prefix}-${watch.node.id.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()}`,
      description: `Runs ${watch.logicalName} every ${interval.toHumanString()}`,
      schedule: Schedule.rate(interval),
      enabled: RiskStack.of(this).config.monitoring.schedule_enabled,
      targets: [new LambdaFunction(watch, { deadLetterQueue, retryAttempts: 2, maxEventAge: Duration.minutes(5) })],
    });
  }
}
