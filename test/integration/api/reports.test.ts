/** Every report, with the real database and the local CloudWatch; figures are compared with plain queries. */

import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import type { ReportOf } from '../../../lambdas/prediction-api/contract/schemas/reports.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { refreshReporting } from '../../../lambdas/reporting/refresh/refresh-reporting.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { type ApiCall, buildPersonClaims, buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { readEveryRole } from '../../../testing/api/person-roles.ts';
import { buildRunId, insertRows } from '../../../testing/database/rows.ts';
import {
  GENERATED_MODEL,
  insertGeneratedScores,
  registerGeneratedModel,
} from '../../../testing/lenders/generated-scores.ts';
import {
  type LambdaHarness,
  MODEL_BUCKET,
  publishApplications,
  startLambdaHarness,
} from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
let handler: ApiHandler;

beforeAll(async () => {
  harness = await startLambdaHarness();
  harness.useRole('risk_api_read');
  process.env.ALARM_PREFIX = 'risk-test-';
  handler = (await import('../../../lambdas/prediction-api/read.lambda.ts')).readHandler(readEveryRole);
});
afterAll(() => harness?.stop());

const getReport = (name: string, query?: Record<string, string>, more: Partial<ApiCall> = {}) =>
  callApi(handler, {
    resource: '/v1/reports/{name}',
    path: { name },
    query,
    claims: buildServiceClaims('risk/read'),
    ...more,
  });

async function readReport<Name extends Parameters<typeof getReport>[0]>(name: Name, query?: Record<string, string>) {
  const { status, body } = await getReport(name, query);
  expect([status, body.report]).toEqual([200, name]);
  return body;
}

const queryRows = async (sql: string) => (await harness.db.superuser.query(sql)).rows;
const near = (value: number) => expect.closeTo(value, 6);
const NEWEST = `(
  select distinct on (application_id) * from predictions.risk_scores order by application_id, scored_at desc
) newest`;

describe('in an empty database', () => {
  test.each<[string, object]>([
    ['overview', { run: null, champion: null, as_of: null, pass_rate: null, features_age_hours: null, bands: [] }],
    ['distribution', { bands: [], refreshed_at: null }],
    ['segments', { dimensions: [], dimension: null, segments: [], applications: [] }],
    ['trends', { days: [], currency: null, before: null }],
    ['score_bands', { deciles: [], curve: [], ks: null, gini: null, enough_outcomes: false }],
    ['filters', { months: [], model_versions: [], bands: [], decisions: [], dimensions: [] }],
    ['performance', { model_version: null, periods: [], bands: [], calibration: [], challenger: null }],
    ['drift', { as_of: null, model_version: null, features: [], score: null }],
    ['importance', { model_version: null, features: [] }],
    ['alarms', { alarms: [] }],
  ])('%s is empty', async (name, expected) => {
    expect(await readReport(name)).toMatchObject(expected);
  });
});

describe('with a published run, a champion and its scores', () => {
  beforeAll(async () => {
    const client = harness.db.superuser;
    await publishApplications(harness.db, { run_id: buildRunId(1), as_of: '2026-03-03' }, [{ id: 'x1' }, { id: 'x2' }]);
    await insertRows(client, 'staging.rejected_rows', [
      { run_id: buildRunId(1), table_name: 'loan_applications', file: 'f', line: 3, reason: 'bad_number', row: null },
    ]);
    await registerGeneratedModel(client);
    await insertGeneratedScores(client, { applications: 400, from: '2026-03-01', days: 3 });
    await insertGeneratedScores(client, { applications: 40, from: '2026-03-04', days: 1, seed: 5, source: 'api' });
    await client.query(`insert into predictions.overrides
      (override_id, prediction_id, decision, overruled, reason, decided_by, client_id)
      select gen_random_uuid(), prediction_id, 'approve', decision, 'a good reason', 'jo', 'people' from ${NEWEST}
      where decision = 'refer' order by prediction_id limit 3`);
    await refreshReporting(harness.db.connect('risk_monitoring'), { highRiskBands: { '2026-11-01': ['E'] } });
  });

  test('the overview counts each application once', async () => {
    const overview: ReportOf<'overview'> = await readReport('overview');
    const [all] = await queryRows(`select sum(expected_loss)::float as expected_loss from ${NEWEST}`);
    expect(overview).toMatchObject({
      ...{ as_of: '2026-03-04', applications: 400, overrides: 3, pass_rate: 0.5 },
      ...{ run: { run_id: buildRunId(1), state: 'published', rows_delivered: 2, rows_rejected: 1 } },
      ...{
        champion: { version: GENERATED_MODEL, holdout_auc: 0.75 },
        expected_loss: near(all.expected_loss),
        alarms: [],
      },
    });
    expect(overview.features_age_hours).toBeLessThan(1);
    expect(overview.bands).toEqual(
      await queryRows(`select band, count(*)::int as applications, count(*) / 400.0::float as share, avg(pd) as mean_pd
        from ${NEWEST} group by band order by band`).then((rows) =>
        rows.map((row) => ({ ...row, share: near(row.share), mean_pd: near(row.mean_pd) })),
      ),
    );
    const [approved] = await queryRows(`select count(*)::int + 3 as n from ${NEWEST} where decision = 'approve'`);
    expect(overview.decisions.find(({ decision }) => decision === 'approve')?.applications).toBe(approved.n);
  });

  test('the distribution has all bands and the whole scale', async () => {
    const { bands, histogram }: ReportOf<'distribution'> = await readReport('distribution');
    const total = (rows: { applications: number }[]) => rows.reduce((sum, { applications }) => sum + applications, 0);
    expect([total(bands), total(histogram)]).toEqual([400, 400]);
    expect([histogram[0]?.from, histogram.at(-1)?.to]).toEqual([300, 850]);
    const [row] = await queryRows(`select avg(score)::float as mean_score, sum(ead)::float as exposure from ${NEWEST}
      where band = 'A'`);
    expect(bands[0]).toMatchObject({ band: 'A', mean_score: near(row.mean_score), exposure: near(row.exposure) });
  });

  test('segments divide all applications, or those in one segment of another dimension', async () => {
    const first: ReportOf<'segments'> = await readReport('segments');
    expect(first.dimension).toBe(first.dimensions[0]?.dimension);
    expect(first.dimensions.map(({ dimension }) => dimension)).not.toContain('education_level'); // no application has one
    const riskiest = await queryRows(`select prediction_id from ${NEWEST} order by pd desc, prediction_id limit 20`);
    const shown = await getReport('segments', {}, { claims: buildPersonClaims('kim', 'risk/read') });
    expect(shown.body.applications.map(({ prediction_id }: { prediction_id: string }) => prediction_id)).toEqual(
      riskiest.map(({ prediction_id }) => prediction_id),
    );
    const drilled: ReportOf<'segments'> = await readReport('segments', { dimension: 'purpose', within: 'risk_band:E' });
    expect(drilled.segments).toMatchObject(
      // A category that is named like our own segment "Other" is told apart from it.
      (
        await queryRows(`select case when purpose = 'other' then 'category:other' else purpose end as segment,
          case when purpose = 'other' then '"other"' else purpose end as label,
          count(*)::int as applications, avg(pd) as mean_pd, sum(ead)::float as exposure,
          sum(expected_loss)::float as expected_loss
          from ${NEWEST}, lateral (select features ->> 'purpose' as purpose) as p where band = 'E' group by 1, 2 order by 2`)
      ).map(({ segment, label, applications, ...row }) => ({
        ...{ segment, label, applications, high_risk_share: 1, approval_rate: expect.any(Number) },
        ...{ mean_pd: near(row.mean_pd), exposure: near(row.exposure), expected_loss: near(row.expected_loss) },
      })),
    );
    expect(drilled.applications.every(({ band }) => band === 'E')).toBe(true);
  });

  test('trends have one entry per day, for the requested number of days', async () => {
    const { days }: ReportOf<'trends'> = await readReport('trends', { days: '2' });
    expect(days.map(({ as_of, applications }) => [as_of, applications])).toEqual([
      ['2026-03-03', 133],
      ['2026-03-04', 40],
    ]);
  });

  test('importances are those that training measured', async () => {
    const { recordImportances } = await import('../../../lambdas/reporting/refresh/record-importances.ts');
    const { getObjectStore } = await import('../../../lambdas/shared/aws/object-store.ts');
    await harness.db.superuser.query(
      `update predictions.model_metadata set manifest = manifest ||
        '{"features": [{"name": "amount", "label": "Amount", "unit": "money"}, {"name": "age_years", "label": "Age"}]}'`,
    );
    const bin = { category: null, is_missing: false, rows: 50 };
    const effects = [
      { ...bin, from: null, to: 1000, mean_contribution: -0.2 },
      { ...bin, from: 1001, to: null, mean_contribution: 0.3 },
      { ...bin, from: null, to: null, is_missing: true, mean_contribution: 0.1 },
    ];
    const evaluation = {
      importance: { age_years: { auc_drop: 0.02 } },
      shap: { mean_absolute: { amount: 0.3 } },
      effects: { amount: effects },
    };
    await harness.put(MODEL_BUCKET, `models/${GENERATED_MODEL}/evaluation.json`, JSON.stringify(evaluation));
    expect(await recordImportances(harness.db.connect('risk_monitoring'), getObjectStore(), MODEL_BUCKET)).toBe(1);
    expect(await readReport('importance')).toMatchObject({
      model_version: GENERATED_MODEL,
      features: [
        { feature: 'age_years', label: 'Age', permutation_auc: 0.02, mean_abs_shap: null, unit: null, effects: [] },
        { feature: 'amount', label: 'Amount', permutation_auc: null, mean_abs_shap: 0.3, unit: 'money', effects },
      ],
    });
  });

  describe('after monitoring has measured', () => {
    const challenger = '20260201T000000Z-11111111';
    beforeAll(async () => {
      const champion = GENERATED_MODEL;
      await harness.db.superuser.query(`insert into predictions.model_metadata
        (version, kind, stage, onnx_key, onnx_sha256, size_bytes, manifest, job_name)
        select '${challenger}', kind, 'challenger', onnx_key, onnx_sha256, size_bytes, manifest, 'other'
        from predictions.model_metadata where version = '${champion}'`);
      const buildResult = (as_of: string, fields: object) => ({
        ...{ result_id: crypto.randomUUID(), measured_at: '2026-03-05', as_of, run_id: null, model_version: champion },
        ...{ baseline: null, bound: null, rows: 60, level: 'ok', detail: {}, ...fields },
      });
      const performance = (metric: string, value: number, more = {}) =>
        buildResult('2026-03-04', { kind: 'performance', subject: 'realised', metric, value, ...more });
      const psi = (as_of: string, subject: string, value: number, kind = 'feature_drift') =>
        buildResult(as_of, {
          ...{ kind, subject, metric: 'psi', value, bound: 0.25, level: value > 0.25 ? 'alert' : 'ok' },
          detail: { bins: [{ label: '< 10', baseline: 0.25, current: value }] },
        });
      await insertRows(harness.db.superuser, 'analytics.monitoring_results', [
        performance('auc', 0.71),
        performance('ks', 0.33),
        performance('brier', 0.16),
        performance('ece', 0.02, { detail: { calibration: [{ mean_pd: 0.1, realised: 0.2, rows: 60 }] } }),
        performance('bad_rate', 0.2, { baseline: 0.18, detail: { defaults: 12 } }),
        buildResult('2026-03-04', {
          ...{ kind: 'band_performance', subject: 'A', metric: 'bad_rate', value: 0.1, baseline: 0.02 },
          detail: { defaults: 6 },
        }),
        ...['auc', 'ks', 'brier', 'ece', 'mean_pd'].map((metric) =>
          buildResult('2026-03-04', {
            ...{ kind: 'champion_challenger', subject: challenger, metric, value: 0.72, baseline: 0.7, rows: 50 },
            detail: { defaults: 10 },
          }),
        ),
        ...['auc', 'brier'].map((metric) =>
          buildResult('2026-03-04', {
            ...{
              kind: 'champion_challenger',
              subject: challenger,
              metric: `${metric}_difference`,
              value: 0.02,
              rows: 50,
            },
            detail: { defaults: 10, champion: 0.7, challenger: 0.72, interval: [0.005, 0.035] },
          }),
        ),
        // From three rows, as releases before stored it.
        ...['amount', 'score'].map((subject) => ({
          ...psi('2026-03-09', subject, 12, subject === 'score' ? 'score_drift' : 'feature_drift'),
          ...{ level: 'insufficient', rows: 3 },
        })),
        psi('2026-03-03', 'score', 0.04, 'score_drift'),
        psi('2026-03-03', 'amount', 0.1),
        psi('2026-03-04', 'amount', 0.3),
        psi('2026-03-04', 'age_years', 0.01),
        psi('2026-03-04', 'score', 0.05, 'score_drift'),
      ]);
    });

    const period = { as_of: '2026-03-04', applications: 60, defaults: 12, auc: 0.71, ks: 0.33, brier: 0.16, ece: 0.02 };

    test('performance has the champion, and the challenger on the same applications', async () => {
      const near = ([low, high]: [number, number]) => [expect.closeTo(low, 6), expect.closeTo(high, 6)];
      const interval = near([0.118285, 0.317818]); // Wilson, 12 of 60
      const band = { band: 'A', applications: 60, expected_pd: 0.02, realised_rate: 0.1 };
      const bands = [{ ...band, observed_interval: near([0.046643, 0.201495]) }];
      const calibration = [{ mean_pd: 0.1, realised: 0.2, rows: 60, observed_interval: interval }];
      expect(await readReport('performance')).toMatchObject({
        ...{ report: 'performance', model_version: GENERATED_MODEL, bands, calibration },
        periods: [{ ...period, bad_rate: 0.2, mean_pd: 0.18, observed_interval: interval }],
        challenger: {
          version: challenger,
          periods: [
            {
              ...{ as_of: '2026-03-04', applications: 50, defaults: 10, auc: 0.72, ks: 0.72, brier: 0.72, ece: 0.72 },
              ...{ bad_rate: 0.2, mean_pd: 0.72, level: 'ok' },
            },
          ],
          comparison: {
            ...{ applications: 50, defaults: 10, level: 'better' },
            auc: { champion: 0.7, challenger: 0.72, difference: 0.02, interval: [0.005, 0.035] },
            brier: { champion: 0.7, challenger: 0.72, difference: 0.02, interval: [0.005, 0.035] },
          },
        },
      });
    });

    test('performance of one model is that model’s, without a challenger', async () => {
      expect(await readReport('performance', { model_version: challenger })).toMatchObject({
        ...{ model_version: challenger, periods: [], challenger: null },
      });
    });

    test('a day of few rows has no drift figure, and is shown only where it is asked for', async () => {
      const { days } = await readReport('drift');
      expect(days).toEqual([
        { as_of: '2026-03-09', rows: 3, enough: false },
        { as_of: '2026-03-04', rows: 60, enough: true },
        { as_of: '2026-03-03', rows: 60, enough: true },
      ]);
      const few = await readReport('drift', { as_of: '2026-03-09' });
      expect(few).toMatchObject({
        as_of: '2026-03-09',
        minimum_rows: 500,
        score: { level: 'insufficient', psi: null },
      });
      expect(few.features).toMatchObject([{ feature: 'amount', psi: null, level: 'insufficient', rows: 3, bins: [] }]);
      const earlier = await readReport('drift', { as_of: '2026-03-03' });
      expect(earlier.features).toMatchObject([{ feature: 'amount', psi: 0.1 }]);
    });

    test.each<[string, Record<string, string>, string]>([
      ['drift', { as_of: '2026-03-05' }, 'unknown-day'],
      ['performance', { model_version: 'nonsense' }, 'unknown-version'],
      ['performance', { model_version: '20200101T000000Z-00000000' }, 'unknown-version'],
      ['overview', { model_version: 'nonsense' }, 'unknown-version'],
    ])('404: %s %j', async (name, query, kind) => {
      const { status, body } = await getReport(name, query);
      expect([status, body.type]).toEqual([404, `urn:risk:problem:${kind}`]);
    });

    test('the model metrics contain the performance on observed outcomes', async () => {
      const ask = (version?: string) =>
        callApi(handler, {
          ...{ resource: '/v1/model-metrics', claims: buildServiceClaims('risk/read') },
          ...(version && { query: { version } }),
        });
      const { body } = await ask();
      expect(body.realised.periods).toMatchObject([period]);
      expect((await ask(challenger)).body.realised).toBeNull();
    });

    test('drift has the newest day and the history', async () => {
      expect(await readReport('drift')).toMatchObject({
        ...{ report: 'drift', as_of: '2026-03-04', model_version: GENERATED_MODEL },
        features: [
          {
            ...{ feature: 'amount', label: 'Amount', psi: 0.3, level: 'alert', rows: 60 },
            history: [
              { as_of: '2026-03-03', psi: 0.1 },
              { as_of: '2026-03-04', psi: 0.3 },
              { as_of: '2026-03-09', psi: null },
            ],
            bins: [{ label: '< 10', baseline: 0.25, current: 0.3 }],
          },
          expect.objectContaining({ feature: 'age_years', level: 'ok' }),
        ],
        score: expect.objectContaining({ feature: 'score', label: 'Predicted PD', psi: 0.05 }),
      });
    });
  });

  test('alarms are those of this environment, active ones first', async () => {
    const cloudWatch = new CloudWatchClient({});
    const alarm = (AlarmName: string, AlarmDescription: string) =>
      cloudWatch.send(
        new PutMetricAlarmCommand({
          ...{ AlarmName, AlarmDescription, Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60 },
          ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
          TreatMissingData: 'notBreaching',
        }),
      );
    await alarm(
      'risk-test-etl-late',
      'page: No day was published. Data: the watch. Runbook: https://risk.bank/runbook.html#etl-late',
    );
    await alarm('risk-test-drift', 'ticket: Scores have moved. Runbook: docs/runbook.md#drift');
    await alarm('risk-other-drift', 'ticket: Of another environment. Runbook: docs/runbook.md#drift');
    await cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: 'risk-test-drift', StateValue: 'ALARM', StateReason: 'a test' }),
    );
    cloudWatch.destroy();
    const { alarms }: ReportOf<'alarms'> = await readReport('alarms');
    expect(alarms).toMatchObject([
      {
        ...{ name: 'drift', state: 'alarm', severity: 'ticket', description: 'Scores have moved.' },
        ...{ runbook: 'docs/runbook.md#drift', since: expect.any(String) },
        ...{ runbook_url: null, no_data_reason: null },
      },
      {
        ...{ name: 'etl-late', severity: 'page', description: 'No day was published.', state: 'insufficient_data' },
        ...{ runbook: 'docs/runbook.md#etl-late', runbook_url: 'https://risk.bank/runbook.html#etl-late' },
        no_data_reason: 'There is no data: it comes from the watch. Without data the alarm is not active.',
      },
    ]);
    expect((await readReport('overview')).alarms).toEqual(alarms);
  });

  test.each<[number, string, Record<string, string>, Partial<ApiCall>]>([
    [400, 'nothing', {}, {}],
    [400, 'trends', { days: '0' }, {}],
    [400, 'segments', { within: 'E' }, {}],
    [404, 'segments', { dimension: 'star_sign' }, {}],
    [404, 'segments', { within: 'star_sign:leo' }, {}],
    [403, 'overview', {}, { claims: buildServiceClaims('risk/score') }],
    [401, 'overview', {}, { claims: null }],
  ])('%d: %s %j', async (expected, name, query, more) => {
    expect((await getReport(name, query, more)).status).toBe(expected);
  });
});
