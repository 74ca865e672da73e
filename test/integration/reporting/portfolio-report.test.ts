/** The portfolio report that the Lambda creates, compared with plain queries over the evidence. */

import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { parse } from 'csv-parse/sync';
import { refreshReporting } from '../../../lambdas/reporting/refresh/refresh-reporting.ts';
import { callSigned } from '../../../testing/aws/signed-call.ts';
import { buildRunId, insertRows, openTestRun, publishTestRun } from '../../../testing/database/rows.ts';
import {
  GENERATED_MODEL,
  insertGeneratedScores,
  registerGeneratedModel,
} from '../../../testing/lenders/generated-scores.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

const BUCKET = 'risk-test-reports';
const EVIL = '<script>alert("1")</script>';
const FORMULA = '=cmd|calc';

let harness: LambdaHarness;
let page: string;
let lines: Line[];
let message: string;
let output: { outcome: string; as_of: string | null; keys: { html: string; csv: string } };

interface Line {
  section: string;
  group: string;
  item: string;
  as_of: string;
  metric: string;
  value: string;
}

beforeAll(async () => {
  harness = await startLambdaHarness();
  await fill();
  await ring('risk-test-etl-failed', 'page: The ETL failed. Runbook: docs/runbook.md#runfailed');
  await ring('other-system', 'page: Not ours. Runbook: docs/runbook.md#x');
  const { topicArn, received } = await subscribed();
  Object.assign(process.env, { REPORT_BUCKET: BUCKET, REPORT_TOPIC_ARN: topicArn, NAME_PREFIX: 'risk-test' });
  harness.useRole('risk_reporting');
  const { handler } = await import('../../../lambdas/reporting/portfolio-report.lambda.ts');
  output = (await handler({}, {} as Context)) as typeof output;
  page = await object(output.keys.html);
  lines = parse(await object(output.keys.csv), { columns: true });
  message = await received();
});
afterAll(() => harness?.stop());

/** Scores of a fortnight, an override, a bad run, and what monitoring measured. */
async function fill(): Promise<void> {
  const { superuser } = harness.db;
  await registerGeneratedModel(superuser);
  await insertGeneratedScores(superuser, { applications: 800, from: '2026-03-01', days: 14 });
  await insertGeneratedScores(superuser, { applications: 200, from: '2026-03-14', days: 1, seed: 5 });
  await refreshReporting(harness.db.connect('risk_monitoring'), { highRiskBands: { '2026-11-01': ['E'] } });
  // After the refresh: an override counts at once.
  await superuser.query(`insert into predictions.overrides
    (override_id, prediction_id, decision, overruled, reason, decided_by, client_id)
    select gen_random_uuid(), prediction_id, 'approve', decision, 'a person''s own words', 'jo', 'people'
    from ${NEWEST} where decision = 'refer' and as_of = '2026-03-14' order by prediction_id limit 3`);
  await publishTestRun(superuser, await openTestRun(superuser, 1, '2026-03-13'));
  await superuser.query("update analytics.runs set currency = 'EUR'");
  const refused = await openTestRun(superuser, 2, '2026-03-14');
  await superuser.query("update analytics.runs set state = 'gate_failed', closed_at = now() where run_id = $1", [
    refused.run_id,
  ]);
  await insertRows(superuser, 'analytics.quality_results', [
    {
      ...{ run_id: buildRunId(2), check_name: 'duplicate_rows', severity: 'stop', failed_rows: 40, total_rows: 100 },
      ...{ pass: false, sample_keys: ['customer-17'], description: EVIL, checked_at: new Date() },
    },
  ]);
  await insertRows(superuser, 'staging.rejected_rows', [
    {
      run_id: buildRunId(2),
      table_name: 'customers',
      file: 'customers.csv',
      line: 2,
      reason: FORMULA,
      rejected_at: new Date(),
    },
  ]);
  const measured = { as_of: '2026-03-14', model_version: GENERATED_MODEL, rows: 500 };
  await insertRows(
    superuser,
    'analytics.monitoring_results',
    [
      {
        ...measured,
        kind: 'feature_drift',
        subject: 'age_years',
        metric: 'psi',
        value: 0.31,
        bound: 0.25,
        level: 'alert',
      },
      { ...measured, kind: 'score_drift', subject: 'score', metric: 'psi', value: 0.02, bound: 0.25, level: 'ok' },
      {
        ...measured,
        kind: 'performance',
        subject: 'realised',
        metric: 'auc',
        value: 0.61,
        baseline: 0.75,
        level: 'warn',
        detail: { defaults: 90 },
      },
      {
        ...measured,
        kind: 'band_performance',
        subject: 'B',
        metric: 'bad_rate',
        value: 0.4,
        baseline: 0.1,
        level: 'alert',
        detail: { defaults: 200 },
      },
      {
        ...measured,
        kind: 'band_performance',
        subject: 'C',
        metric: 'bad_rate',
        value: 0.21,
        baseline: 0.2,
        level: 'ok',
        detail: { defaults: 105 },
      },
    ].map((row) => ({
      result_id: crypto.randomUUID(),
      measured_at: new Date(),
      detail: {},
      baseline: null,
      bound: null,
      ...row,
    })),
  );
}

async function ring(AlarmName: string, AlarmDescription: string): Promise<void> {
  const cloudwatch = new CloudWatchClient({});
  const metric = { Namespace: 'Test', MetricName: AlarmName, Statistic: 'Sum' as const, Period: 60 };
  const rule = { ComparisonOperator: 'GreaterThanThreshold' as const, EvaluationPeriods: 1, Threshold: 1 };
  await cloudwatch.send(new PutMetricAlarmCommand({ AlarmName, AlarmDescription, ...metric, ...rule }));
  await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'a test' }));
  cloudwatch.destroy();
}

/** Creates a topic with a queue, and a function that receives the one message. */
async function subscribed() {
  const sns = new SNSClient({});
  const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'risk-test-reports' }));
  await query({ Action: 'CreateQueue', QueueName: 'readers' });
  const Endpoint = 'arn:aws:sqs:eu-west-1:000000000000:readers';
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint }));
  sns.destroy();
  const QueueUrl = `${harness.ministack.endpoint}/000000000000/readers`;
  return { topicArn, received: () => query({ Action: 'ReceiveMessage', QueueUrl, WaitTimeSeconds: '5' }) };
}

async function query(parameters: Record<string, string>): Promise<string> {
  const response = await callSigned(harness.ministack.endpoint, {
    ...{ service: 'sqs', method: 'POST', body: new URLSearchParams(parameters).toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  return response.text();
}

async function object(Key: string): Promise<string> {
  const { Body } = await harness.ministack.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return (await Body?.transformToString()) ?? '';
}

const figure = (metric: string, where: Partial<Line>): number => {
  const found = lines.filter(
    (line) =>
      line.metric === metric && Object.entries(where).every(([name, value]) => line[name as keyof Line] === value),
  );
  expect([metric, where, found.length]).toEqual([metric, where, 1]);
  return Number(found[0]?.value);
};

/** The newest score of each application. */
const NEWEST = `(select distinct on (application_id) * from predictions.risk_scores
  order by application_id, scored_at desc, prediction_id desc) newest`;

const truth = async (select: string, rest = ''): Promise<Record<string, number>> =>
  (await harness.db.superuser.query(`select ${select} from ${NEWEST} ${rest}`)).rows[0];

describe('the figures', () => {
  test('of the portfolio equal a query over the scores', async () => {
    const expected = await truth(
      'count(*)::int as n, sum(expected_loss)::float as loss, sum(ead)::float as exposure, avg(pd) as pd',
    );
    const portfolio = { section: 'portfolio' };
    expect(figure('applications', portfolio)).toBe(expected.n);
    expect(figure('expected_loss', portfolio)).toBeCloseTo(expected.loss ?? Number.NaN, 2);
    expect(figure('exposure', portfolio)).toBeCloseTo(expected.exposure ?? Number.NaN, 2);
    expect(figure('mean_pd', portfolio)).toBeCloseTo(expected.pd ?? Number.NaN, 9);
  });

  test('have the expected loss of the approved at their head, apart from what the lender would not hold', async () => {
    const { rows } = await harness.db.superuser.query<{ decision: string; loss: number }>(
      `select coalesce(o.decision, newest.decision) as decision, sum(expected_loss)::float as loss
       from ${NEWEST} left join predictions.overrides o using (prediction_id) group by 1`,
    );
    const losses = new Map(rows.map(({ decision, loss }) => [decision, loss]));
    const metrics = { approve: 'approved', refer: 'referred', decline: 'declined' };
    for (const [decision, name] of Object.entries(metrics)) {
      const loss = losses.get(decision) ?? Number.NaN;
      expect(figure(`expected_loss_${name}`, { section: 'portfolio' })).toBeCloseTo(loss, 2);
      expect(page).toContain(`EUR\u00a0${Math.round(loss).toLocaleString('en-GB')}`);
    }
    const tile = /<div class="name">Expected loss, approved<\/div><div class="figure">([^<]*)/.exec(page)?.[1];
    expect(tile).toBe(`EUR\u00a0${Math.round(losses.get('approve') ?? 0).toLocaleString('en-GB')}`);
    expect(lines).toContainEqual(expect.objectContaining({ metric: 'currency', value: 'EUR' }));
    expect(figure('held_overrides', { section: 'portfolio' })).toBe(3);
  });

  test('of each band include overrides', async () => {
    const { rows } = await harness.db.superuser.query(
      `select band, count(*)::int as n, avg(pd) as pd,
         count(*) filter (where coalesce(o.decision, newest.decision) = 'approve')::int as approvals
       from ${NEWEST} left join predictions.overrides o using (prediction_id) group by band order by band`,
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const { band, n, pd, approvals } of rows) {
      const of = { section: 'band', item: band };
      expect(figure('applications', of)).toBe(n);
      expect(figure('mean_pd', of)).toBeCloseTo(pd, 9);
      if (approvals > 0) expect(figure('approvals', of)).toBe(approvals);
    }
  });

  test('of the days, and of a segment with a high risk', async () => {
    const day = (
      await harness.db.superuser.query(
        `select count(distinct application_id)::int as n from predictions.risk_scores where as_of = '2026-03-14'`,
      )
    ).rows[0];
    expect(figure('applications', { section: 'day', as_of: '2026-03-14' })).toBe(day.n);
    expect(figure('overrides', { section: 'day', as_of: '2026-03-14' })).toBe(3);
    const segment = lines.find(({ section, group }) => section === 'segment' && group === 'Age group');
    if (segment)
      expect(
        figure('applications', { section: 'segment', group: 'Age group', item: segment.item }),
      ).toBeGreaterThanOrEqual(20);
    expect(lines.some(({ section, group }) => section === 'segment' && group === 'Risk band')).toBe(false);
    const risky = lines
      .filter(({ section, metric }) => section === 'segment' && metric === 'mean_pd')
      .map(({ value }) => Number(value));
    expect(risky.length).toBeGreaterThan(5);
    expect(risky).toEqual([...risky].sort((a, b) => b - a));
  });

  test('of monitoring, runs and alarms', () => {
    expect(figure('psi', { section: 'drift', item: 'age_years' })).toBe(0.31);
    expect(figure('auc', { section: 'performance', item: 'champion' })).toBe(0.61);
    expect(figure('realised_rate', { section: 'band_performance', item: 'B' })).toBe(0.4);
    expect(figure('rows', { section: 'rejection', group: 'customers' })).toBe(1);
    expect(figure('is_ringing', { section: 'alarm', item: 'etl-failed' })).toBe(1);
    expect(lines.filter(({ section }) => section === 'alarm').map(({ item }) => item)).not.toContain('other-system');
  });
});

describe('the page', () => {
  test('lists the findings first', () => {
    const attention = page.slice(page.indexOf('What needs attention'), page.indexOf('Key figures'));
    expect(attention).toContain('The alarm etl-failed is active: The ETL failed.');
    expect(attention).toContain('2026-03-14 (gate failed: The quality gate failed)');
    expect(attention).toContain(
      'More defaults than predicted in band B: predicted 10.0 %, observed 40.0 % of 500 applications.',
    );
    expect(attention).not.toContain('Band C'); // chance explains it
    expect(attention).toMatch(/shifted from the training data: \w+ \(PSI 0\.31/);
    expect(attention).toContain('AUC 0.610');
  });

  test('escapes data in the page, and formulas in the CSV file', async () => {
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(await object(output.keys.csv)).toMatch(/'=cmd\|calc/);
  });

  test('names no application, customer or person', async () => {
    const ids = await harness.db.superuser.query(
      'select application_id, customer_id, prediction_id from predictions.risk_scores limit 300',
    );
    const words = new Set((page + JSON.stringify(lines)).split(/[^\w-]+/));
    const named = ids.rows.flatMap((row) => Object.values<string>(row)).filter((id) => words.has(id));
    expect(named).toEqual([]);
    expect(page).not.toMatch(/customer-17|own words|\bjo\b/);
  });

  test('is well-formed, and every chart has its values as text', () => {
    const open: string[] = [];
    for (const [, closing, name = '', rest = ''] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/g)) {
      if (/^(meta|br)$/.test(name) || rest.endsWith('/')) continue;
      if (closing) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
    const charts = page.match(/<svg role="img" aria-label="[^"]{20,}"/g) ?? [];
    expect(charts.length).toBeGreaterThanOrEqual(6);
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
});

test('is announced with the key figures and its location', () => {
  expect(output).toMatchObject({ outcome: 'reported', as_of: '2026-03-14' });
  expect(message).toContain('Portfolio risk report 2026-03-14 (test)');
  expect(message).toContain('Expected loss, approved: ');
  expect(message).toContain(output.keys.html);
});
