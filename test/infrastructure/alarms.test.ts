/** The alarms of production: each has a metric, a severity and a section of the runbook. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EnvironmentConfig } from '../../lib/config-schema.ts';
import { findRunbookAddress } from '../../lib/constructs/alarms/alerts.ts';
import { toAnchor } from '../../web/runbook-page.ts';
import { ROOT, Synthesised } from './synthesised.ts';

let prod: Synthesised;
beforeAll(() => {
  prod = new Synthesised('prod');
}, 120_000);
afterAll(() => prod?.remove());

const anchors = Array.from(
  readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8').matchAll(/^#{2,3} (.+)$/gm),
  ([, heading = '']) => toAnchor(heading),
);

test('every alarm names its severity, where its data come from, and a section of the runbook', () => {
  const alarms = [...prod.ofType('CloudWatch::Alarm'), ...prod.ofType('CloudWatch::CompositeAlarm')];
  expect(alarms.length).toBeGreaterThan(15);
  for (const { properties } of alarms) {
    const [, anchor] =
      /^(?:page|ticket|info): .+\. Data: [^.]+\. Runbook: docs\/runbook\.md#(\S+)$/.exec(properties.AlarmDescription) ??
      [];
    expect([properties.AlarmName, properties.AlarmDescription, anchors.includes(anchor ?? '')]).toEqual([
      ...[properties.AlarmName, properties.AlarmDescription, true],
    ]);
  }
});

test.each([
  [{ local_url: 'http://localhost:4572' }, 'http://localhost:4572/runbook.html#drift'],
  [{ domain: { name: 'risk.bank', certificate_arn: 'arn' } }, 'https://risk.bank/runbook.html#drift'],
  [{}, 'docs/runbook.md#drift'],
])('of a dashboard %j an alarm links to %s', (dashboard, address) => {
  expect(findRunbookAddress({ dashboard } as EnvironmentConfig, 'drift')).toBe(address);
});

test('no two headings of the runbook have the same anchor', () => {
  expect(anchors.filter((anchor, at) => anchors.indexOf(anchor) !== at)).toEqual([]);
});

/** Alarms that no local test can cause, with namespace, metric, dimensions and bound. */
const OWN = 'FinancialRisk';
test.each([
  ['quality-gate', OWN, 'QualityGateFailures', { service: 'quality/check-quality' }, 1],
  ['raw-file-refused', OWN, 'RawFilesRefused', { service: 'onboarding/import-raw-file' }, 1],
  ['etl-late', OWN, 'PublicationOverdue', { service: 'monitoring/watch-publication' }, 1],
  ['api-unavailable', OWN, 'ApiUnreachable', { service: 'monitoring/watch-api' }, 1],
  ['api-predict-unavailable', OWN, 'Unavailable', { service: 'prediction-api/predict' }, 5],
  ['api-read-unavailable', OWN, 'Unavailable', { service: 'prediction-api/read' }, 5],
  ['model-unavailable', OWN, 'ModelUnavailable', { service: 'prediction-api/predict' }, 1],
  ['policy-unavailable', OWN, 'PolicyUnavailable', { service: 'prediction-api/predict' }, 1],
  ['api-predict-rate-limiter-degraded', OWN, 'RateLimiterDegraded', { service: 'prediction-api/predict' }, 1],
  ['experiment-stopped', OWN, 'ExperimentStops', { service: 'monitoring/watch-experiments' }, 1],
  ['sample-ratio', OWN, 'SampleRatioMismatches', { service: 'monitoring/watch-experiments' }, 1],
  ['retention-behind', OWN, 'RetentionBehind', { service: 'privacy/apply-retention' }, 1],
  ['model-drift', OWN, 'DriftAlerts', { service: 'monitoring/judge' }, 1],
  ['model-degradation', OWN, 'DegradationAlerts', { service: 'monitoring/judge' }, 1],
  ['audit-failed', OWN, 'Failures', { service: 'audit/write-trail' }, 1],
  ['audit-behind', OWN, 'AuditDelaySeconds', { service: 'audit/write-trail' }, 3600],
  ['events-behind', OWN, 'EventDelaySeconds', { service: 'events/publish-events' }, 900],
  ['events-dead', OWN, 'DeadEvents', { service: 'events/publish-events' }, 1],
  ['webhook-failing', OWN, 'FailingWebhooks', { service: 'events/publish-events' }, 1],
  ['emergency-policy', OWN, 'EmergencyRollbacks', { service: 'prediction-api/governance' }, 1],
  ['emergency-model', OWN, 'EmergencyRollbacks', { service: 'training/change-stage' }, 1],
  ['emergency-unreviewed', OWN, 'UnreviewedEmergencySeconds', { service: 'audit/write-trail' }, 86_400],
  ['request-unapplied', OWN, 'UnappliedRequests', { service: 'audit/write-trail' }, 1],
  ['audit-restored', OWN, 'AuditRestored', { service: 'audit/write-trail' }, 1],
  ['roles-drifted', OWN, 'RoleDrifts', { service: 'governance/apply-roles' }, 1],
  ['database-capacity', 'AWS/RDS', 'ACUUtilization', { DBClusterIdentifier: 'risk-prod' }, 90],
  ['api-server-errors', 'AWS/ApiGateway', '5XXError', { ApiName: 'risk-prod-api' }, 0.01],
  ['api-slow', 'AWS/ApiGateway', 'Latency', { ApiName: 'risk-prod-api' }, 200],
  ['drill-overdue', OWN, 'DrillOverdue', { service: 'recovery/watch-recovery' }, 1],
  ['cluster-left-behind', OWN, 'LeftBehindClusters', { service: 'recovery/watch-recovery' }, 1],
  ['drill-slow', OWN, 'DrillSeconds', { service: 'recovery/record-recovery' }, 3600],
  ['daily-etl-failed', 'AWS/States', 'ExecutionsFailed', {}, 1],
  ['run-job-failed', 'AWS/States', 'ExecutionsFailed', {}, 1],
  ['etl-dead-letters', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', {}, 1],
])('%s watches %s %s', (name, namespace, metric, dimensions, threshold) => {
  const found = prod
    .ofType('CloudWatch::Alarm')
    .filter(({ properties }) => properties.AlarmName === `risk-prod-${name}`);
  expect(found).toHaveLength(1);
  const properties = found[0]?.properties ?? {};
  expect(properties).toMatchObject({
    ...{ Namespace: namespace, MetricName: metric, Threshold: threshold },
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  });
  const given = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  expect(properties.Dimensions).toEqual(expect.arrayContaining(given));
});

test('the latency alarm watches the 95th percentile over a quarter of an hour', () => {
  const slow = prod.ofType('CloudWatch::Alarm').find(({ properties }) => properties.AlarmName === 'risk-prod-api-slow');
  expect(slow?.properties).toMatchObject({ ExtendedStatistic: 'p95', EvaluationPeriods: 3 });
});

test('the health watches run on a schedule, and a missing metric raises the alarm', () => {
  const rules = prod.ofType('Events::Rule').map(({ properties }) => properties);
  const scheduled = rules.filter(({ ScheduleExpression }) => ScheduleExpression?.startsWith('rate('));
  expect(scheduled.filter(({ State }) => State !== 'ENABLED')).toEqual([]);
  expect(scheduled.map(({ Name, ScheduleExpression }) => `${Name} ${ScheduleExpression}`)).toEqual(
    expect.arrayContaining([
      ...['risk-prod-apply-roles rate(15 minutes)', 'risk-prod-write-trail rate(15 minutes)'],
      ...['risk-prod-watch-publication rate(15 minutes)', 'risk-prod-watch-api rate(1 minute)'],
      ...['risk-prod-watch-experiments rate(15 minutes)', 'risk-prod-watch-deadlines rate(15 minutes)'],
    ]),
  );
  for (const name of [
    'etl-late',
    'api-unavailable',
    'audit-behind',
    'events-behind',
    'roles-drifted',
    'experiment-stopped',
    'cases-overdue',
    'notices-overdue',
    'privacy-requests-overdue',
  ]) {
    const alarm = prod
      .ofType('CloudWatch::Alarm')
      .find(({ properties }) => properties.AlarmName === `risk-prod-${name}`);
    expect([name, alarm?.properties.TreatMissingData]).toEqual([name, 'breaching']);
  }
});

test('monitoring starts after every successful ETL', () => {
  const rule = prod.ofType('Events::Rule').find(({ properties }) => properties.Name === 'risk-prod-monitoring-daily');
  expect(rule?.properties).toMatchObject({ State: 'ENABLED', EventPattern: { detail: { status: ['SUCCEEDED'] } } });
});

test('the composite alarm contains every alarm of severity page, and no other', () => {
  const { AlarmRule: rule } = prod.only('CloudWatch::CompositeAlarm').properties;
  const severityOf = (description: string) => description.split(':')[0];
  const paging = prod
    .ofType('CloudWatch::Alarm')
    .filter(({ properties }) => severityOf(properties.AlarmDescription) === 'page')
    .map(({ properties }) => properties.AlarmName);
  expect(Array.from(rule.matchAll(/ALARM\("([^"]+)"\)/g), ([, name]: string[]) => name).sort()).toEqual(paging.sort());
});

test('the monthly budget notifies the topic before it is exceeded, and may publish there', () => {
  const { Budget: budget, NotificationsWithSubscribers: notifications } = prod.only('Budgets::Budget').properties;
  expect(budget).toMatchObject({ TimeUnit: 'MONTHLY', BudgetLimit: { Unit: 'USD' } });
  expect(notifications).toMatchObject([
    { Notification: { NotificationType: 'ACTUAL', Threshold: 80 }, Subscribers: [{ SubscriptionType: 'SNS' }] },
    { Notification: { NotificationType: 'FORECASTED', Threshold: 100 }, Subscribers: [{ SubscriptionType: 'SNS' }] },
  ]);
  expect(JSON.stringify(prod.ofType('SNS::TopicPolicy'))).toContain('budgets.amazonaws.com');
});

test('alerts reach the chat through a function with a dead-letter queue and a secret address', () => {
  const subscription = prod.ofType('SNS::Subscription').find(({ properties }) => properties.Protocol === 'lambda');
  expect(subscription?.properties.RedrivePolicy).toBeDefined();
  const kept = prod
    .ofType('Lambda::EventInvokeConfig')
    .filter(({ properties }) => properties.DestinationConfig?.OnFailure)
    .map(({ id }) => id);
  expect(kept).toContainEqual(expect.stringContaining('TellChat'));
});

test('saved queries cover every log area, each within the limit of log groups', () => {
  const queries = prod.ofType('Logs::QueryDefinition').map(({ properties }) => properties);
  const areas = new Set(queries.map(({ Name }) => Name.split('/')[1]));
  expect(areas).toEqual(new Set(['application', 'api', 'etl', 'model', 'error']));
  const groups = prod.ofType('Logs::LogGroup').map(({ properties }) => properties.LogGroupName);
  for (const { Name, LogGroupNames: names } of queries) {
    expect([Name, names.length > 0 && names.length <= 50]).toEqual([Name, true]);
    for (const name of names) expect(groups).toContain(name);
  }
});
