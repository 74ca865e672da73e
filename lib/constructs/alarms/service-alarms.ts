/**
 * Alarms on metrics that the functions log, and on the database's capacity. They refer to resources by name only,
 * so that no stack depends on another.
 */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskAlarm } from './alerts.ts';
import { createFunctionMetric } from './function-metric.ts';

/** API functions whose unavailability callers notice. */
const WATCHED_FUNCTIONS = ['predict', 'read'] as const;

export class ServiceAlarms extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.createQualityGateAlarm();
    for (const name of WATCHED_FUNCTIONS) this.createUnavailableAlarm(name);
    this.createModelAlarm();
    this.createPolicyAlarm();
    this.createCapacityAlarms();
  }

  private createQualityGateAlarm(): void {
    new RiskAlarm(this, 'QualityGate', {
      name: 'quality-gate',
      severity: 'page',
      runbook: 'qualitygatefailed',
      description: 'A delivery did not pass the quality gate: it is not published, and readers see an older day.',
      dataSource: 'deliveries that do not pass the quality gate',
      metric: createFunctionMetric('quality/check-quality', 'QualityGateFailures'),
    });
  }

  private createUnavailableAlarm(name: (typeof WATCHED_FUNCTIONS)[number]): void {
    new RiskAlarm(this, `Unavailable-${name}`, {
      name: `api-${name}-unavailable`,
      severity: 'page',
      runbook: 'api-unavailable',
      description: `${name} returned five or more 503 in five minutes: the database could not be reached.`,
      dataSource: `calls of ${name} that end with the status 503`,
      metric: createFunctionMetric(`prediction-api/${name}`, 'Unavailable'),
      threshold: 5,
    });
    new RiskAlarm(this, `RateLimiter-${name}`, {
      name: `api-${name}-rate-limiter-degraded`,
      severity: 'info',
      runbook: 'ratelimiterdegraded',
      description: `The table of rate limits did not respond to ${name}; each process counts for itself until it does.`,
      dataSource: `calls of ${name} while the table of rate limits does not respond`,
      metric: createFunctionMetric(`prediction-api/${name}`, 'RateLimiterDegraded'),
    });
  }

  private createModelAlarm(): void {
    new RiskAlarm(this, 'ModelUnavailable', {
      name: 'model-unavailable',
      severity: 'page',
      runbook: 'modelunavailable',
      description: "The champion's file is missing or not the one that was registered, so predictions are refused.",
      dataSource: 'predictions that fail because of the model',
      metric: createFunctionMetric('prediction-api/predict', 'ModelUnavailable'),
    });
  }

  private createPolicyAlarm(): void {
    new RiskAlarm(this, 'PolicyUnavailable', {
      name: 'policy-unavailable',
      severity: 'page',
      runbook: 'policyunavailable',
      description: 'A policy that should decide is missing, changed, or on another scale than the model.',
      dataSource: 'predictions, and reads of the policies that decide, that meet such a policy',
      metric: createFunctionMetric('prediction-api/predict', 'PolicyUnavailable'),
    });
  }

  private createCapacityAlarms(): void {
    const { prefix } = RiskStack.of(this);
    new RiskAlarm(this, 'DatabaseCapacity', {
      name: 'database-capacity',
      severity: 'ticket',
      runbook: 'database-capacity',
      description: 'The database has used nine tenths of its largest capacity for a quarter of an hour.',
      dataSource: 'Aurora on AWS',
      metric: new Metric({
        namespace: 'AWS/RDS',
        metricName: 'ACUUtilization',
        dimensionsMap: { DBClusterIdentifier: prefix },
        statistic: Stats.AVERAGE,
        period: Duration.minutes(5),
      }),
      threshold: 90,
      evaluationPeriods: 3,
    });
  }
}
