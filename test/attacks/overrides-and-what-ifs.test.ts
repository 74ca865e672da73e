/**
 * Attacks on the decisions of people and on the portfolio's figures. A scorer with a stolen client tries to undo an
 * override by scoring again, and to bend figures with what-ifs; a reviewer tries to approve a request of their own.
 */

import type { ApiHandler } from '../../lambdas/prediction-api/http/api-handler.ts';
import { refreshReporting } from '../../lambdas/reporting/refresh/refresh-reporting.ts';
import { date, json, uuid } from '../../lambdas/shared/aws/database.ts';
import type { RiskHandler } from '../../lambdas/shared/handler.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import {
  type ApiCall,
  buildLambdaContext,
  buildPersonClaims,
  buildServiceClaims,
  callApi,
} from '../../testing/api/gateway-event.ts';
import { readEveryRole } from '../../testing/api/person-roles.ts';
import { buildRunId } from '../../testing/database/rows.ts';
import { OPEN_APPLICATION, publishKnownCustomer } from '../../testing/lenders/known-customer.ts';
import { publishOutcomes } from '../../testing/lenders/monitoring-rows.ts';
import { buildTinyModel } from '../../testing/models/tiny-model.ts';
import { type BatchHarness, readResult, startBatchHarness } from '../../testing/workflows/batch-harness.ts';
import { publishApplications } from '../../testing/workflows/lambda-harness.ts';

/** PD 0.08 (approve) at a utilisation of 0.2, 0.18 (refer) at 0.3, 0.96 (decline) at 0.9. */
const description = {
  num: { utilisation: { median: 0.2, weight: 8 } },
  cat: { purpose: { car: 0 }, application_grade: { A: 0 } },
  intercept: -3.9,
};
const REPORTS = ['overview', 'distribution', 'performance', 'segments', 'trends', 'drift', 'importance'];
const REASON = 'Income was proven by hand: payslips of three months.';
const SCORER = buildServiceClaims('risk/score risk/read');
const jo = buildPersonClaims('jo', 'risk/score risk/read risk/review');
const kim = buildPersonClaims('kim', 'risk/read risk/review');

let batches: BatchHarness;
let harness: BatchHarness['harness'];
let api: Record<'predict' | 'read', ApiHandler>;
let scoring: Record<'prepare' | 'score' | 'store', RiskHandler<unknown>>;

beforeAll(async () => {
  batches = await startBatchHarness();
  harness = batches.harness;
  await harness.promote(await buildTinyModel(description));
  process.env.ALARM_PREFIX = 'risk-test-';
  api = {
    predict: (await import('../../lambdas/prediction-api/predict.lambda.ts')).predictHandler(readEveryRole),
    read: (await import('../../lambdas/prediction-api/read.lambda.ts')).readHandler(readEveryRole),
  };
  scoring = {
    prepare: (await import('../../lambdas/scoring/prepare-scoring.lambda.ts')).handler,
    score: (await import('../../lambdas/scoring/score-part.lambda.ts')).handler,
    store: (await import('../../lambdas/scoring/store-scores.lambda.ts')).handler,
  };
  await publishApplications(harness.db, { run_id: buildRunId(11), as_of: '2005-10-01' }, [
    { id: 'a1', features: { utilisation: 0.3 } },
    { id: 'a2', features: { utilisation: 0.3 } },
    { id: 'a3', features: { utilisation: 0.9 } },
  ]);
});
afterAll(() => harness?.stop());

const callPredict = (resource: string, body: object, more: Partial<ApiCall> = {}) => {
  harness.useRole('risk_api_score');
  return callApi(api.predict, { method: 'POST', resource, body, claims: SCORER, ...more });
};
const callRead = (resource: string, path: Record<string, string>, more: Partial<ApiCall> = {}) => {
  harness.useRole('risk_api_read');
  return callApi(api.read, { resource, path, claims: SCORER, ...more });
};
const predict = async (application_id: string, more?: Partial<ApiCall>) =>
  (await callPredict('/v1/predict', { application_id }, more)).body;
const readEvidence = async (prediction_id: string) =>
  (await callRead('/v1/predictions/{prediction_id}', { prediction_id })).body;
const override = (prediction_id: string, claims: ApiCall['claims'], decision = 'approve') =>
  callRead(
    '/v1/predictions/{prediction_id}/override',
    { prediction_id },
    { method: 'POST', claims, body: { decision, reason: REASON } },
  );
const endOverride = (override_id: string, claims: ApiCall['claims']) =>
  callRead('/v1/overrides/{override_id}/end', { override_id }, { method: 'POST', claims, body: { reason: REASON } });
async function readReport(name: string, query?: Record<string, string>) {
  const { status, body } = await callRead('/v1/reports/{name}', { name }, { query });
  expect([status, body.report]).toEqual([200, name]);
  return body;
}
const refresh = () =>
  refreshReporting(harness.db.connect('risk_monitoring'), { highRiskBands: { '2026-11-01': ['E'] } });
const queryRows = async (sql: string) => (await harness.db.superuser.query(sql)).rows;

/** Runs the nightly scoring; `beforeStore` runs when everything is scored and nothing is stored. */
async function scoreNightly(beforeStore = async () => {}) {
  harness.useRole('risk_etl');
  const context = buildLambdaContext();
  const execution_id = `arn:aws:states:eu-west-1:000000000000:execution:scoring:${crypto.randomUUID()}`;
  const { parts, ...step } = (await scoring.prepare({ run_id: null, execution_id }, context)) as { parts: object[] };
  const scored = [];
  for (const part of parts) scored.push(await scoring.score({ ...step, part }, context));
  await beforeStore();
  harness.useRole('risk_etl');
  for (const part of scored) await scoring.store({ ...step, part }, context);
}

/** What holds for an application wherever its decision is shown. */
async function readDecisions(application_id: string) {
  await refresh();
  const [newest] = await queryRows(`select prediction_id, customer_id from predictions.risk_scores
    where application_id = '${application_id}' order by scored_at desc, prediction_id desc limit 1`);
  const { newest: score } = (await callRead('/v1/risk-score/{customer_id}', { customer_id: newest.customer_id })).body;
  const riskiest = (await readReport('segments')).applications as { application_id: string; decision: string }[];
  const [counted] = await queryRows(
    `select decision from analytics.counted_scores where is_newest and application_id = '${application_id}'`,
  );
  return {
    evidence: (await readEvidence(newest.prediction_id)).decision,
    customer: score.decision,
    riskiest: riskiest.find((application) => application.application_id === application_id)?.decision,
    counted: counted?.decision,
  };
}
const everywhere = (decision: string) => ({
  ...{ evidence: decision, customer: decision, riskiest: decision, counted: decision },
});

describe('an override', () => {
  let overrideId: string;

  test('holds when the application is posted again, also in a list and in an uploaded batch', async () => {
    const first = await predict('a1');
    expect(first.decision).toBe('refer');
    overrideId = (await override(first.prediction_id, jo)).body.override_id;
    const again = await predict('a1', { headers: { 'Idempotency-Key': 'again' } });
    expect(again).toMatchObject({ decision: 'approve', decided_by: 'override', policy_decision: 'refer' });
    expect(again).toMatchObject({ override_id: overrideId, contradicts_override: false });
    const list = await callPredict('/v1/predict/batch', { items: [{ application_id: 'a1' }] });
    expect(list.body.results[0].prediction).toMatchObject({ decision: 'approve', override_id: overrideId });
    const batch = await batches.scoreFile('application_id\na1\n');
    expect(await readResult(batch)).toMatchObject([
      { decision: 'approve', decided_by: 'override', policy_decision: 'refer' },
    ]);
    expect(await batches.readEvidence(batch)).toMatchObject([{ decision: 'refer', override_id: overrideId }]);
    expect(await readDecisions('a1')).toEqual(everywhere('approve'));
  });

  test('holds in the nightly scoring, also when it is made while scores are being stored', async () => {
    const { prediction_id } = await predict('a2');
    await scoreNightly(async () => void (await override(prediction_id, jo)));
    expect(await readDecisions('a1')).toEqual(everywhere('approve'));
    expect(await readDecisions('a2')).toEqual(everywhere('approve'));
    const stored = await queryRows(`select application_id, decision, override_id is not null as carried
      from predictions.risk_scores where source = 'batch' order by application_id`);
    expect(stored).toEqual([
      { application_id: 'a1', decision: 'refer', carried: true },
      { application_id: 'a2', decision: 'refer', carried: true },
      { application_id: 'a3', decision: 'decline', carried: false },
    ]);
  });

  test('holds for a score that was made before it and committed after it', async () => {
    const { prediction_id } = await predict('a3');
    await harness.db.superuser.query('begin');
    await harness.db.superuser.query(
      `insert into predictions.risk_scores
       select (jsonb_populate_record(s, jsonb_build_object('prediction_id', gen_random_uuid(), 'decision', 'refer',
         'score', s.score + 100, 'scored_at', clock_timestamp()))).*
       from predictions.risk_scores s where prediction_id = $1`,
      [prediction_id],
    );
    await override(prediction_id, jo);
    await harness.db.superuser.query('commit');
    expect(await readDecisions('a3')).toEqual(everywhere('approve'));
    expect(await readReport('overview')).toMatchObject({ overrides: 3, contradicted_overrides: 1 });
  });

  test('holds after a corrected delivery and a promotion, and both contradictions are flagged', async () => {
    await publishApplications(harness.db, { run_id: buildRunId(12), as_of: '2005-10-02', mode: 'delta' }, [
      { id: 'a1', features: { utilisation: 0.9 } },
    ]);
    await scoreNightly();
    const corrected = await predict('a1');
    expect(corrected).toMatchObject({ decision: 'approve', policy_decision: 'decline', contradicts_override: true });
    expect(await readDecisions('a1')).toEqual(everywhere('approve'));
    await harness.promote(await buildTinyModel({ ...description, intercept: -2, version_time: '20260102T000000Z' }));
    const { predictHandler } = await import('../../lambdas/prediction-api/predict.lambda.ts');
    api.predict = predictHandler(readEveryRole);
    const promoted = await predict('a2');
    expect(promoted).toMatchObject({ decision: 'approve', policy_decision: 'decline', contradicts_override: true });
    expect(await readEvidence(promoted.prediction_id)).toMatchObject({
      ...{ decision: 'approve', contradicts_override: true, override: { decision: 'approve', decided_by: 'jo' } },
    });
    expect(await readDecisions('a2')).toEqual(everywhere('approve'));
    expect(await readReport('overview')).toMatchObject({ overrides: 3, contradicted_overrides: 3 });
    const days = (await readReport('trends')).days as { overrides: number }[];
    expect(days.reduce((sum, { overrides }) => sum + overrides, 0)).toBeGreaterThanOrEqual(3);
  });

  test('answers a repeated key as it answered first', async () => {
    const again = await predict('a1', { headers: { 'Idempotency-Key': 'again' } });
    expect(again).toMatchObject({ decision: 'approve', policy_decision: 'refer', contradicts_override: false });
  });

  test('is ended by a person, once and with the reason; then the policy decides again', async () => {
    expect((await endOverride(overrideId, SCORER)).status).toBe(403);
    const ends = await Promise.all([endOverride(overrideId, jo), endOverride(overrideId, kim)]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await readDecisions('a1')).toEqual(everywhere('decline'));
    const next = await predict('a1');
    expect(next).toMatchObject({ decision: 'decline', decided_by: 'score', override_id: null });
    expect(await readEvidence(next.prediction_id)).toMatchObject({
      override: null,
      overrides: [{ override_id: overrideId, end_reason: REASON }],
    });
    expect(await queryRows(`select actor from audit.events where action = 'prediction.override_ended'`)).toHaveLength(
      1,
    );
  });

  test('by two people at once overrules what the other one decided, not what both saw', async () => {
    const { prediction_id } = await predict('a1');
    const made = await Promise.all([override(prediction_id, jo, 'approve'), override(prediction_id, kim, 'refer')]);
    const rows = await queryRows(`select decision, overruled from predictions.overrides
      where prediction_id = '${prediction_id}' order by decided_at`);
    expect(made.map(({ status }) => status)).toEqual([200, 200]);
    expect(rows.map(({ overruled }) => overruled)).toEqual(['decline', rows[0].decision]);
  });

  test('is refused to the person who requested a score of the application, and so is its end', async () => {
    const other = await predict('a1');
    const own = await predict('a1', { claims: jo });
    expect((await override(other.prediction_id, jo)).status).toBe(403);
    const refused = await override(own.prediction_id, jo);
    expect([refused.status, refused.body.type]).toEqual([403, 'urn:risk:problem:own-request']);
    const { override_id } = (await override(own.prediction_id, kim, 'decline')).body;
    const refusedEnd = await endOverride(override_id, jo);
    expect([refusedEnd.status, refusedEnd.body.type]).toEqual([403, 'urn:risk:problem:own-request']);
    const { override_id: ofOther } = (await override(other.prediction_id, kim, 'decline')).body;
    expect((await endOverride(ofOther, jo)).status).toBe(403);
    expect((await endOverride(ofOther, kim)).status).toBe(200);
  });

  test('does not follow the application_id to another customer', async () => {
    const seen = await predict('a2');
    expect(seen).toMatchObject({ decision: 'approve', customer_id: 'customer-of-a2' });
    await publishApplications(harness.db, { run_id: buildRunId(13), as_of: '2005-10-03', mode: 'delta' }, [
      { id: 'a2', customer_id: 'another', features: { utilisation: 0.3 } },
    ]);
    const other = await predict('a2');
    expect(other).toMatchObject({ customer_id: 'another', decision: 'decline', override_id: null });
    const list = await callPredict('/v1/predict/batch', { items: [{ application_id: 'a2' }] });
    expect(list.body.results[0].prediction).toMatchObject({ decision: 'decline', override_id: null });
    const batch = await batches.scoreFile('application_id\na2\n');
    expect(await readResult(batch)).toMatchObject([{ decision: 'decline', decided_by: 'score' }]);
    expect(await readDecisions('a2')).toEqual(everywhere('decline'));
    await scoreNightly();
    expect(await readDecisions('a2')).toEqual(everywhere('decline'));
    expect(
      await queryRows(`select from predictions.risk_scores where customer_id = 'another'
      and override_id is not null`),
    ).toEqual([]);
    expect(await readEvidence(other.prediction_id)).toMatchObject({ override: null, overrides: [] });

    const made = await override(other.prediction_id, kim, 'refer');
    expect(made.body).toMatchObject({ decision: 'refer', overruled: 'decline' });
    expect(await readDecisions('a2')).toEqual(everywhere('refer'));
    const before = await readEvidence(seen.prediction_id);
    expect(before).toMatchObject({ decision: 'approve', override: { decided_by: 'jo' }, overrides: [{}] });
    expect((await endOverride(before.override.override_id, jo)).status).toBe(200);
    expect(await readEvidence(seen.prediction_id)).toMatchObject({ decision: 'decline', override: null });
    expect(await readDecisions('a2')).toEqual(everywhere('refer'));
  });
});

test('a reviewer with a hundred long reasons, and a delivery of a thousand files, hide no evidence', async () => {
  const { prediction_id } = await predict('a3');
  const [copy] = await queryRows(`insert into predictions.risk_scores
    select (jsonb_populate_record(s, jsonb_build_object('prediction_id', gen_random_uuid(), 'lineage',
      jsonb_build_object('run_id', s.run_id, 'files', (select jsonb_agg(
        jsonb_build_object('as_of', '2005-10-01', 'table', 't', 'file', 'f' || n, 'sha256', repeat('a', 64)))
        from generate_series(1, 1000) n))))).*
    from predictions.risk_scores s where prediction_id = '${prediction_id}' returning prediction_id`);
  const path = { prediction_id: copy.prediction_id };
  for (let n = 0; n < 100; n += 1) {
    const body = { decision: n % 2 === 0 ? 'approve' : 'decline', reason: '\u6f22'.repeat(1000) };
    const { status } = await callRead('/v1/predictions/{prediction_id}/override', path, {
      ...{ method: 'POST', claims: jo, body },
    });
    expect(status).toBe(200);
  }
  const { status, body } = await callRead('/v1/predictions/{prediction_id}', path);
  expect([status, body.overrides?.length, body.lineage?.files.at(-1).file]).toEqual([200, 100, 'f1000']);
});

describe('what counts nowhere', () => {
  const features = { utilisation: 0.9, amount: 9_000_000, age_years: 30, application_grade: 'A' };
  const known = { debt_to_income: 0.1, loan_to_value: 0.5, months_past_due_1: 0 };
  const ownCustomer = { customer_id: 'c1', ...OPEN_APPLICATION, attributes: { grade: 'A', months_known: 30 } };

  /** What the monitoring measures of the known customer's run: bins of drift, and champion against challenger. */
  async function readMeasurements() {
    const [{ version }] = await queryRows(`select version from predictions.model_metadata where stage = 'champion'`);
    const monitoring = harness.db.connect('risk_monitoring');
    const bins = await monitoring.query(readSqlFile('monitoring/count_bins.sql'), {
      ...{ as_of: date('2024-07-01'), window_days: 30, model_version: version, sample_rows: 50_000 },
      features: json([
        { name: '', edges: [0.1, 0.5] },
        { name: 'purpose', words: ['car'] },
      ]),
    });
    expect(bins).toHaveLength(2);
    const run = { run_id: uuid(buildRunId(1)), champion: version };
    return { bins, shadows: await monitoring.query(readSqlFile('monitoring/compare_shadows.sql'), run) };
  }

  /** Every figure: the reports of the API, and every table and view of reporting. */
  async function readFigures() {
    await refresh();
    const reports = [];
    for (const name of REPORTS) reports.push(await readReport(name));
    for (const dimension of ['purpose', 'age_group']) reports.push(await readReport('segments', { dimension }));
    const relations = await queryRows(`select relname from pg_class where relnamespace = 'reporting'::regnamespace
      and relkind in ('r', 'v') order by relname`);
    const tables: Record<string, unknown> = {};
    for (const { relname } of relations) {
      tables[relname] = await queryRows(`select jsonb_agg(figure order by figure::text) as figures
        from (select to_jsonb(t) - 'refreshed_at' - 'scores_until' as figure from reporting.${relname} t) shown`);
    }
    tables.newest_score = await queryRows('select scores_until from reporting.freshness');
    tables.measurements = await readMeasurements();
    return JSON.parse(
      JSON.stringify({ reports, tables }, (key, value) =>
        ['generated_at', 'refreshed_at', 'features_age_hours', 'features_published_hours'].includes(key) ? null : value,
      ),
    );
  }

  /** Outcomes by the report that has them, and those that the monitoring measures. */
  async function countOutcomes() {
    const sum = (rows: { outcomes: number }[]) => rows.reduce((total, { outcomes }) => total + outcomes, 0);
    const measured = await harness.db
      .connect('risk_monitoring')
      .query<{ cohort: string; rows: number }>(readSqlFile('monitoring/measure_performance.sql'), {
        ...{ as_of: date('2024-07-02'), window_days: 365, champion: 'none' },
      });
    return {
      overview: (await readReport('overview')).totals.outcomes,
      distribution: (await readReport('distribution')).totals.outcomes,
      score_bands: sum((await readReport('score_bands')).rows),
      segments: sum((await readReport('segments', { dimension: 'purpose' })).segments),
      trends: sum((await readReport('trends')).days),
      performance: measured.reduce((total, { cohort, rows }) => total + (cohort === 'realised' ? rows : 0), 0),
    };
  }

  test('a thousand what-ifs with invented segments change no figure, and are all kept as evidence', async () => {
    await publishKnownCustomer(harness.db);
    await predict('a-open');
    const customerScore = (await callRead('/v1/risk-score/{customer_id}', { customer_id: 'c1' })).body;
    const before = await readFigures();
    const predictions: object[] = [];
    for (let list = 0; list < 10; list += 1) {
      const items = Array.from({ length: 100 }, (_, n) => {
        const purpose = `invented ${list * 100 + n}`;
        return n % 2 === 0 ? { ...ownCustomer, purpose } : { features: { ...features, ...known, purpose } };
      });
      const { body } = await callPredict('/v1/predict/batch', { items });
      expect(body).toMatchObject({ succeeded: 100, failed: 0 });
      predictions.push(...body.results.map(({ prediction }: { prediction: object }) => prediction));
    }
    const columns = ['utilisation', 'amount', 'purpose', 'application_grade', 'age_years', ...Object.keys(known)];
    const line = [0.9, 9_000_000, 'invented', 'A', 30, ...Object.values(known)];
    expect(await batches.scoreFile(`${columns}\n${line}\n`)).toMatchObject({ state: 'done' });
    expect(await readFigures()).toEqual(before);
    expect((await callRead('/v1/risk-score/{customer_id}', { customer_id: 'c1' })).body).toEqual(customerScore);
    const [stored] = await queryRows(
      `select count(*)::int as what_ifs from predictions.risk_scores where application_id is null`,
    );
    expect(stored).toEqual({ what_ifs: 1001 });
    for (const prediction of predictions) expect(prediction).toMatchObject({ what_if: true, application_id: null });
  });

  test('scores of an application whose outcome is published change no figure', async () => {
    await publishApplications(harness.db, { run_id: buildRunId(21), as_of: '2024-07-01', mode: 'delta' }, [
      { id: 'a-training', features: { utilisation: 0.9 } },
    ]);
    const outcomes = ['a-open', 'a-training'].map((id) => ({ id, defaulted: true }));
    await publishOutcomes(harness.db.superuser, { run_id: buildRunId(22), as_of: '2024-07-02' }, outcomes);
    const before = await readFigures();
    const [day] = await queryRows(`select outcomes::int, defaults::int from reporting.decisions_daily
      where outcomes > 0`);
    expect(day).toEqual({ outcomes: 1, defaults: 1 });
    for (const { id } of outcomes) {
      expect(await predict(id)).toMatchObject({ decision: expect.any(String), what_if: false });
      await callPredict('/v1/predict/batch', { items: [{ application_id: id }] });
      expect(await batches.scoreFile(`application_id\n${id}\n`)).toMatchObject({ state: 'done' });
    }
    expect(await readFigures()).toEqual(before);
    expect(await countOutcomes()).toEqual(
      Object.fromEntries(
        ['overview', 'distribution', 'score_bands', 'segments', 'trends', 'performance'].map((name) => [name, 1]),
      ),
    );
    // Nor where everything is counted again.
    await harness.db.superuser.query("update reporting.refresh_state set definition = 'old'");
    expect((await readFigures()).reports).toEqual(before.reports);
  });
});
