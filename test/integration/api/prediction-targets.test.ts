/** POST /v1/predict for each kind of prediction target, and the evidence that is stored, with features of a real run. */
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { buildRunId } from '../../../testing/database/rows.ts';
import { OPEN_APPLICATION, publishKnownCustomer } from '../../../testing/lenders/known-customer.ts';
import { buildTinyModel, computeExpectedPd } from '../../../testing/models/tiny-model.ts';
import { liftRestriction, restrictCustomer } from '../../../testing/privacy/restrict-customer.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

const input = (weight: number) => ({ median: 0, weight });
const description = {
  num: {
    ...{ amount: input(0.00001), term_months: input(0.01), annual_rate: input(1), instalment: input(0.0001) },
    ...{
      debt_to_income: input(0.5),
      loan_to_value: input(0.4),
      amount_to_limit: input(0.1),
      amount_to_income: input(0.2),
    },
    ...{
      utilisation: input(1),
      inflow_90d: input(-0.00001),
      customer_points: input(0.1),
      application_months_known: input(-0.01),
    },
  },
  cat: { purpose: { car: 0.5 }, application_grade: { A: -0.5, B: 0.5 } },
  intercept: -2,
};
const NEW_APPLICATION = { customer_id: 'c1', ...OPEN_APPLICATION, attributes: { grade: 'A', months_known: 30 } };

let harness: LambdaHarness;
let predictHandler: ApiHandler;
let handlers: { read: ApiHandler; replay: ApiHandler };

beforeAll(async () => {
  harness = await startLambdaHarness();
  await Promise.all([harness.promote(await buildTinyModel(description)), publishKnownCustomer(harness.db)]);
  harness.useRole('risk_api_score');
  predictHandler = (await import('../../../lambdas/prediction-api/predict.lambda.ts')).predictHandler();
  const { readHandler } = await import('../../../lambdas/prediction-api/read.lambda.ts');
  const { replayHandler } = await import('../../../lambdas/prediction-api/replay.lambda.ts');
  handlers = { read: readHandler(), replay: replayHandler() };
});
afterAll(() => harness?.stop());

const predict = (body: unknown, headers = {}) => {
  harness.useRole('risk_api_score');
  const call = { method: 'POST' as const, resource: '/v1/predict', body, headers };
  return callApi(predictHandler, { ...call, claims: buildServiceClaims('risk/score') });
};

/** The evidence of a prediction, and its replay. */
async function readEvidence(prediction_id: string) {
  harness.useRole('risk_api_read');
  const about = { path: { prediction_id }, claims: buildServiceClaims('risk/read') };
  const { body: evidence } = await callApi(handlers.read, { ...about, resource: '/v1/predictions/{prediction_id}' });
  const resource = '/v1/predictions/{prediction_id}/replay';
  const { body: replay } = await callApi(handlers.replay, { ...about, method: 'POST', resource });
  return { evidence, replay };
}

const countPredictions = async () => (await harness.db.superuser.query('select from predictions.risk_scores')).rowCount;

describe('a new application of a known customer', () => {
  test('has the features, and so the score, that the daily run builds for the same application', async () => {
    const delivered = await predict({ application_id: 'a-open' });
    const described = await predict(NEW_APPLICATION);
    expect([delivered.status, described.status]).toEqual([200, 200]);
    const [first, second] = [
      await readEvidence(delivered.body.prediction_id),
      await readEvidence(described.body.prediction_id),
    ];
    expect(second.evidence.features).toEqual(first.evidence.features);
    const { features } = second.evidence;
    for (const name of ['debt_to_income', 'loan_to_value', 'instalment', 'amount_to_limit', 'inflow_90d']) {
      expect(features[name]).toEqual(expect.any(Number));
    }
    const { application_id: _, ...outcome } = delivered.body;
    const { prediction_id, scored_at, ...same } = outcome;
    expect(described.body).toMatchObject({ ...same, what_if: true, features_age_hours: expect.any(Number) });
    expect(described.body.pd).toBeCloseTo(computeExpectedPd(description, features), 6);
  });

  test('has evidence with the application, the customer and the run, and can be replayed', async () => {
    const { body } = await predict(NEW_APPLICATION);
    expect(body).toMatchObject({ application_id: null, customer_id: 'c1', source: 'api' });
    expect(body).toMatchObject({ features_as_of: '2024-07-01T00:00:00.000Z', stale: true });
    expect(body.features_age_hours).toBeGreaterThan(24 * 365);
    const { evidence, replay } = await readEvidence(body.prediction_id);
    const { customer_id: __, ...application } = NEW_APPLICATION;
    expect(evidence).toMatchObject({ ...body, asked: application, run_id: buildRunId(1) });
    expect(evidence.lineage.files.map(({ table }: { table: string }) => table)).toEqual([
      'customers',
      'loan_applications',
    ]);
    expect(Date.now() - Date.parse(evidence.as_of)).toBeLessThan(60_000);
    expect(replay).toMatchObject({ reproduced: true, differences: [] });
  });

  test('has unknown features where a field is absent or null', async () => {
    const { status, body } = await predict({ customer_id: 'c1', amount: 500, purpose: null });
    expect(status).toBe(200);
    const { evidence } = await readEvidence(body.prediction_id);
    expect(evidence.features).toMatchObject({
      ...{ amount: 500, term_months: null, purpose: null, instalment: null, debt_to_income: null },
      ...{ loan_to_value: null, application_grade: null, application_months_known: null, customer_points: 7 },
    });
    expect(body.pd).toBeCloseTo(computeExpectedPd(description, evidence.features), 6);
  });

  test('is 404 for an unknown customer, and nothing is stored', async () => {
    const before = await countPredictions();
    const { status, body } = await predict({ ...NEW_APPLICATION, customer_id: 'nobody' });
    expect([status, body.type, await countPredictions()]).toEqual([404, 'urn:risk:problem:unknown-customer', before]);
  });

  test.each([
    [{ attributes: { grade: 7 } }, 'attributes.grade', 'Must be a category, or null'],
    [{ attributes: { months_known: 'many' } }, 'attributes.months_known', 'Must be a number, or null'],
    [{ attributes: { origin: 'north' } }, 'attributes.origin', 'No attribute that the lender declared for models'],
    [{ attributes: { points: 7 } }, 'attributes.points', 'No attribute that the lender declared for models'],
    [{ amount: -1 }, 'amount', expect.any(String)],
    [{ term_months: 601 }, 'term_months', expect.any(String)],
    [{ annual_rate: 10.1 }, 'annual_rate', expect.any(String)],
    [{ purpose: 'ca\u0000r' }, 'purpose', expect.any(String)],
  ])('is 422 with the field for %j', async (wrong, path, message) => {
    const { status, body } = await predict({ ...NEW_APPLICATION, ...wrong });
    expect([status, body.type]).toEqual([422, 'urn:risk:problem:invalid-body']);
    expect(body.errors).toEqual([{ path, message }]);
  });

  test('treats SQL in a field as text', async () => {
    const purpose = `car'); drop table predictions.risk_scores; -- :amount`;
    const { status, body } = await predict({ ...NEW_APPLICATION, purpose });
    expect(status).toBe(200);
    expect((await readEvidence(body.prediction_id)).evidence.features.purpose).toBe(purpose);
  });

  test('is stored once for fifty equal requests with one key at once, and returned again later', async () => {
    const before = await countPredictions();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => predict(NEW_APPLICATION, { 'idempotency-key': 'k' })),
    );
    const repeated = await predict(
      { ...NEW_APPLICATION, attributes: { months_known: 30, grade: 'A' } },
      { 'idempotency-key': 'k' },
    );
    expect(new Set([...answers, repeated].map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(await countPredictions()).toBe((before ?? 0) + 1);
    const reused = await predict({ ...NEW_APPLICATION, amount: 1 }, { 'idempotency-key': 'k' });
    expect([reused.status, reused.body.type]).toEqual([422, 'urn:risk:problem:idempotency-key-reused']);
  });
});

describe('features alone', () => {
  /** All features that the model and the policy read. */
  const sent = {
    ...{ amount: 5000, term_months: 12, annual_rate: 0.1, instalment: 440, debt_to_income: 0.2, loan_to_value: null },
    ...{ amount_to_limit: 1, amount_to_income: 0.1, utilisation: 0.5, inflow_90d: null, purpose: 'car' },
    ...{ customer_points: 3, application_grade: 'B', application_months_known: null },
    ...{ age_years: 33.5, months_past_due_1: 0 },
  };

  test('are scored as sent, without an application or customer, and can be replayed', async () => {
    const { status, body } = await predict({ features: sent });
    expect(status).toBe(200);
    expect(body.pd).toBeCloseTo(computeExpectedPd(description, sent), 6);
    const nobody = { application_id: null, customer_id: null, features_as_of: null, features_age_hours: null };
    expect(body).toMatchObject({ ...nobody, stale: false });
    const { evidence, replay } = await readEvidence(body.prediction_id);
    expect(evidence).toMatchObject({ ...body, features: sent, asked: null, run_id: null });
    expect(evidence.lineage).toEqual({ run_id: null, files: [] });
    expect(replay).toMatchObject({ reproduced: true, differences: [] });
  });

  test('have idempotency keys too', async () => {
    const [first, second] = [0, 1].map(() => predict({ features: sent }, { 'idempotency-key': 'features' }));
    expect((await first)?.body).toEqual((await second)?.body);
  });

  test('may include features that only other models read, which the evidence leaves out', async () => {
    const { status, body } = await predict({ features: { ...sent, balance: 7 } });
    expect(status).toBe(200);
    expect((await readEvidence(body.prediction_id)).evidence.features).toEqual(sent);
  });

  test('are subject to hard rules', async () => {
    const { body } = await predict({ features: { ...sent, age_years: 17 } });
    expect(body).toMatchObject({ decision: 'decline', decided_by: 'rule:under_age' });
  });

  test.each([
    ['an unknown one', { utilization: 1 }, 'utilization', 'Unknown feature'],
    ["a lender's own that the champion does not read", { customer_x: 1 }, 'customer_x', 'Unknown feature'],
    ['an absent one', { utilisation: undefined }, 'utilisation', 'Missing; null says that it is unknown'],
    ['an exposure that is unknown', { amount: null }, 'amount', 'Must be known'],
    ['a text for a number', { utilisation: 'high' }, 'utilisation', expect.stringContaining('number')],
    ["a text for a lender's number", { customer_points: 'many' }, 'customer_points', 'Must be a number, or null'],
    ["a number for a lender's category", { application_grade: 2 }, 'application_grade', 'Must be a category, or null'],
    ['one beyond its range', { age_years: 201 }, 'age_years', expect.stringContaining('200')],
    ['a part of a month', { term_months: 1.5 }, 'term_months', expect.stringContaining('int')],
    ['more than float32 holds', { customer_points: 1e39 }, 'customer_points', 'Must be a number, or null'],
  ])('are 422 with the field for %s', async (_, wrong, name, message) => {
    const { status, body } = await predict({ features: { ...sent, ...wrong } });
    expect([status, body.type]).toEqual([422, 'urn:risk:problem:invalid-body']);
    expect(body.errors).toEqual([{ path: `features.${name}`, message }]);
  });
});

describe('a customer whose processing is restricted', () => {
  afterEach(() => harness.db.superuser.query('truncate privacy.restrictions'));

  test.each([
    ['restriction', 'is restricted (GDPR article 18)'],
    ['objection', 'objected to the processing of their data (GDPR article 21)'],
  ] as const)('is not scored and nothing is stored: %s, with its reason', async (kind, words) => {
    await restrictCustomer(harness.db, 'c1', kind);
    const before = await countPredictions();
    for (const target of [{ application_id: 'a-open' }, NEW_APPLICATION]) {
      const { status, body } = await predict(target);
      expect([status, body.type]).toEqual([409, 'urn:risk:problem:processing-restricted']);
      expect(body.detail).toContain(words);
    }
    expect(await countPredictions()).toBe(before);
  });

  test('is an item of a list that fails alone', async () => {
    await restrictCustomer(harness.db, 'c1');
    harness.useRole('risk_api_score');
    const body = { items: [{ application_id: 'a-open' }, { application_id: 'nobody' }] };
    const call = { method: 'POST' as const, resource: '/v1/predict/batch', body };
    const { body: list } = await callApi(predictHandler, { ...call, claims: buildServiceClaims('risk/score') });
    expect(list.results.map(({ status }: { status: number }) => status)).toEqual([409, 404]);
    expect(list.results[0].problem.type).toBe('urn:risk:problem:processing-restricted');
  });

  test('gets the stored answer of a key from before, and is scored again when it is lifted', async () => {
    const key = { 'idempotency-key': 'before the restriction' };
    const first = await predict({ application_id: 'a-open' }, key);
    await restrictCustomer(harness.db, 'c1');
    expect((await predict({ application_id: 'a-open' }, key)).body).toEqual(first.body);
    await liftRestriction(harness.db, 'c1');
    expect(await predict({ application_id: 'a-open' })).toMatchObject({ status: 200 });
  });

  test('has no score stored, whichever way it comes', async () => {
    const { body } = await predict({ application_id: 'a-open' });
    await restrictCustomer(harness.db, 'c1');
    const copy = `insert into predictions.risk_scores
      select (jsonb_populate_record(s, jsonb_build_object('prediction_id', gen_random_uuid(), 'source', 'api'))).*
      from predictions.risk_scores s where prediction_id = $1`;
    await expect(harness.db.superuser.query(copy, [body.prediction_id])).rejects.toMatchObject({ code: 'PV104' });
  });

  test('is refused by name when it is unknown, restricted already, or not restricted', async () => {
    await expect(restrictCustomer(harness.db, 'nobody')).rejects.toMatchObject({ sqlState: 'PV101' });
    await restrictCustomer(harness.db, 'c1');
    await expect(restrictCustomer(harness.db, 'c1')).rejects.toMatchObject({ sqlState: 'PV102' });
    await expect(liftRestriction(harness.db, 'c1', 'objection')).rejects.toMatchObject({ sqlState: 'PV103' });
  });
});
