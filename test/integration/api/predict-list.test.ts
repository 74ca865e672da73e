/** Prediction lists of up to a hundred items, and the challenger's shadow scores, against the real database. */
import { Metrics } from '@aws-lambda-powertools/metrics';
import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';
import { afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { predictBatchRoute, predictRoute } from '../../../lambdas/prediction-api/contract/routes/predictions.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { type ApiCall, buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { publishKnownCustomer } from '../../../testing/lenders/known-customer.ts';
import { buildTinyModel, computeExpectedPd, type TinyModel } from '../../../testing/models/tiny-model.ts';
import { liftRestriction, restrictCustomer } from '../../../testing/privacy/restrict-customer.ts';
import { type LambdaHarness, MODEL_BUCKET, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

const description = {
  num: { amount: { median: 0, weight: 0.00001 }, customer_points: { median: 0, weight: 0.1 } },
  cat: { purpose: { car: 0.5 } },
  intercept: -2,
};
/** All features that the model and the policy read. */
const FEATURES = {
  ...{ amount: 5000, customer_points: 3, purpose: 'car', age_years: 33.5, months_past_due_1: 0 },
  ...{ debt_to_income: 0.2, loan_to_value: null },
};
const MIXED = [
  { application_id: 'a-open' },
  { customer_id: 'c1', amount: 700, purpose: 'car' },
  { features: FEATURES },
  { application_id: 'nobody' },
  { customer_id: 'nobody', amount: 1 },
  { customer_id: 'c1', amount: -1 },
  { features: { ...FEATURES, utilization: 1 } },
  { application_id: 'a-open', customer_id: 'c1' },
];

let harness: LambdaHarness;
let handler: ApiHandler;
let predictHandler: () => ApiHandler;

beforeAll(async () => {
  harness = await startLambdaHarness();
  await Promise.all([harness.promote(await buildTinyModel(description)), publishKnownCustomer(harness.db)]);
  harness.useRole('risk_api_score');
  ({ predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts'));
  handler = predictHandler();
});
afterAll(() => harness?.stop());
afterEach(() => {
  jest.restoreAllMocks();
});

const predictList = (items: unknown, more: Partial<ApiCall> = {}) =>
  callApi(handler, {
    ...{ method: 'POST', resource: '/v1/predict/batch', body: { items }, claims: buildServiceClaims('risk/score') },
    ...more,
  });
const predictListWithKey = (items: unknown, key: string, client = 'client-1') =>
  predictList(items, { headers: { 'Idempotency-Key': key }, claims: buildServiceClaims('risk/score', client) });
const predict = (body: unknown = { application_id: 'a-open' }) =>
  callApi(handler, { method: 'POST', resource: '/v1/predict', body, claims: buildServiceClaims('risk/score') });
const count = async (table: string) => (await harness.db.superuser.query(`select from predictions.${table}`)).rowCount;

/** Counts the statements that `work` sends. */
async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const send = jest.spyOn(RDSDataClient.prototype, 'send');
  send.mockClear();
  await work();
  return send.mock.calls.filter(([command]) => command instanceof ExecuteStatementCommand).length;
}

describe('a prediction list', () => {
  test('responds for each item, in order, as POST /v1/predict does', async () => {
    const before = await count('risk_scores');
    const { status, body } = await predictList(MIXED);
    expect([status, body.succeeded, body.failed]).toEqual([200, 3, 5]);
    expect(body.results.map(({ item }: { item: number }) => item)).toEqual(MIXED.map((_, i) => i));
    expect(await count('risk_scores')).toBe((before ?? 0) + 3);
    for (const [i, item] of MIXED.entries()) {
      const alone = await predict(item);
      const { status, prediction, problem } = body.results[i];
      expect(status).toBe(alone.status);
      if (status === 200) {
        const { prediction_id, scored_at, features_age_hours, ...same } = alone.body;
        expect([problem, prediction]).toEqual([null, expect.objectContaining(same)]);
      } else expect([prediction, problem]).toEqual([null, alone.body]);
    }
  });

  test('of a hundred items takes two statements, as one prediction and a repeated list do', async () => {
    const hundred = Array.from({ length: 100 }, (_, i) =>
      i % 3 === 0 ? MIXED[i % 8] : { customer_id: 'c1', amount: i },
    );
    expect(await countStatements(() => predictList(hundred))).toBe(2);
    expect(await countStatements(() => predictListWithKey(hundred, 'hundred'))).toBe(2);
    expect(await countStatements(() => predictListWithKey(hundred, 'hundred'))).toBe(2);
    for (const item of MIXED.slice(0, 2)) expect(await countStatements(() => predict(item))).toBe(2);
    expect(await countStatements(() => predict(MIXED[2]))).toBe(1);
  });

  test('in which every item fails stores nothing and is 200', async () => {
    const before = await count('risk_scores');
    const { status, body } = await predictList(MIXED.slice(3));
    expect([status, body.succeeded, await count('risk_scores')]).toEqual([200, 0, before]);
  });

  test.each<[string, number, unknown]>([
    ['a body beyond a megabyte', 413, { items: [{ features: { a: 'x'.repeat(1024 * 1024) } }] }],
    ['no item', 422, { items: [] }],
    ['a hundred and one', 422, { items: Array.from({ length: 101 }, () => MIXED[0]) }],
    ['items that are no list', 422, { items: { 0: MIXED[0] } }],
    ['items that are given twice', 422, '{"items":[{"application_id":"a1"}],"items":[{"application_id":"a2"}]}'],
    ['an unknown field', 422, { items: MIXED, dry: true }],
    ['items alone', 422, MIXED],
    ['no JSON', 400, '{"items":'],
  ])('is refused as a whole for %s: %d', async (_, status, body) => {
    expect((await predictList([], { body })).status).toBe(status);
  });

  test('is 401 without a token, 403 without the scope, 400 with an invalid key', async () => {
    const answers = [
      await predictList(MIXED, { claims: null }),
      await predictList(MIXED, { claims: buildServiceClaims('risk/read') }),
      await predictList(MIXED, { headers: { 'Idempotency-Key': 'a b' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 403, 400]);
  });

  test('counts against the rate limit as one request for each item, and stores nothing beyond it', async () => {
    const { RATE_LIMITS } = process.env;
    process.env.RATE_LIMITS = JSON.stringify({ requests_per_minute: 10, clients: {} });
    const limited = predictHandler();
    const claims = buildServiceClaims('risk/score', 'of-lists');
    const send = (resource: string, body: unknown) => callApi(limited, { method: 'POST', resource, body, claims });
    const sendList = (items: number) =>
      send('/v1/predict/batch', { items: Array.from({ length: items }, () => ({ features: FEATURES })) });
    const before = Number(await count('risk_scores'));
    const answers = [
      await sendList(4),
      await sendList(5),
      await sendList(2),
      await send('/v1/predict', { features: FEATURES }),
    ];
    process.env.RATE_LIMITS = RATE_LIMITS;
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
    expect(await count('risk_scores')).toBe(before + 9);
  });
});

describe('a prediction list with an Idempotency-Key', () => {
  test('returns the stored response again, also problems that would not occur any more', async () => {
    const items = [...MIXED, { customer_id: 'c1', amount: 1, attributes: { late: 1 } }];
    const first = await predictListWithKey(items, 'again');
    expect(first.body.failed).toBe(6);
    await harness.db.superuser.query(
      `insert into staging.attributes (table_name, name, type, use, run_id)
       select 'loan_applications', 'late', 'number', 'model', run_id from analytics.publications`,
    );
    expect((await predictListWithKey(items, 'again')).body).toEqual(first.body);
    expect((await predictListWithKey(items, 'newer')).body.failed).toBe(5);
  });

  test('returns it also with as many items as a list may have, which are more than a row of the database holds', async () => {
    const items = Array.from({ length: 100 }, () => MIXED[0]);
    const first = await predictListWithKey(items, 'long');
    expect([first.status, JSON.stringify(first.body).length > 64 * 1024]).toEqual([200, true]);
    expect((await predictListWithKey(items, 'long')).body).toEqual(first.body);
  });

  test('is stored once for ten equal requests at once', async () => {
    const before = await count('risk_scores');
    const answers = await Promise.all(Array.from({ length: 10 }, () => predictListWithKey(MIXED, 'at-once')));
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(await count('risk_scores')).toBe((before ?? 0) + 3);
  });

  test('is 422 with other items; another client may use the same key', async () => {
    await predictListWithKey(MIXED, 'taken');
    const other = await predictListWithKey(MIXED.slice(1), 'taken');
    expect([other.status, other.body.type]).toEqual([422, 'urn:risk:problem:idempotency-key-reused']);
    expect((await predictListWithKey(MIXED.slice(1), 'taken', 'client-2')).status).toBe(200);
  });

  test('is stored also when it has only problems', async () => {
    const first = await predictListWithKey([MIXED[3]], 'problems');
    expect((await predictListWithKey([MIXED[3]], 'problems')).body).toEqual(first.body);
    expect((await predictListWithKey([MIXED[4]], 'problems')).status).toBe(422);
  });
});

describe('a challenger', () => {
  let challenger: TinyModel;
  const shadows = async (ids: string[]) => {
    const { rows } = await harness.db.superuser.query(
      'select prediction_id, model_version, pd, score from predictions.shadow_scores where prediction_id = any($1)',
      [ids],
    );
    return rows;
  };
  /** Predicts until the challenger, which is loaded in the background, has scored too. */
  async function predictUntilShadowed() {
    for (let tries = 0; tries < 50; tries += 1) {
      const { body } = await predict();
      const [shadow] = await shadows([body.prediction_id]);
      if (shadow) return { body, shadow };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('the challenger never scored');
  }

  beforeAll(async () => {
    challenger = await buildTinyModel({ ...description, intercept: 0.5, version_time: '20260108T000000Z' });
    await harness.promote(challenger, 'challenger');
    handler = predictHandler();
  });

  test('is loaded in the background; then its score is stored with the evidence and decides nothing', async () => {
    const first = await predict();
    expect([first.status, await shadows([first.body.prediction_id])]).toEqual([200, []]);
    const { body, shadow } = await predictUntilShadowed();
    expect(body.pd).toBe(first.body.pd);
    expect(shadow).toMatchObject({ model_version: challenger.reference.version });
    const features = { amount: 12_000.5, customer_points: 7, purpose: 'car' };
    expect(shadow.pd).toBeCloseTo(computeExpectedPd({ ...description, intercept: 0.5 }, features), 6);
    expect(shadow.score).toBeLessThan(body.score);
  });

  test('scores every item of a list, and is shown with the evidence', async () => {
    await predictUntilShadowed();
    const { body } = await predictList(MIXED);
    const ids = body.results.flatMap(({ prediction }: { prediction: { prediction_id: string } | null }) =>
      prediction ? [prediction.prediction_id] : [],
    );
    const rows = await shadows(ids);
    expect(rows.map(({ prediction_id }) => prediction_id).toSorted()).toEqual(ids.toSorted());
    harness.useRole('risk_api_read');
    const { readHandler } = await import('../../../lambdas/prediction-api/read.lambda.ts');
    const about = { resource: '/v1/predictions/{prediction_id}', path: { prediction_id: ids[0] } };
    const evidence = await callApi(readHandler(), { ...about, claims: buildServiceClaims('risk/read') });
    harness.useRole('risk_api_score');
    const { pd, score } = rows.find(({ prediction_id }) => prediction_id === ids[0]) ?? {};
    const { version } = challenger.reference;
    expect(evidence.body.shadows).toEqual([{ model_version: version, pd, score, raw: expect.any(Number) }]);
  });

  test('does not fail a response when it is corrupt or reads features that were not sent', async () => {
    const needy = { ...description, num: { ...description.num, balance: { median: 0, weight: 1 } } };
    const reading = await buildTinyModel({ ...needy, version_time: '20260109T000000Z' });
    await harness.promote(reading, 'challenger');
    handler = predictHandler();
    await predictUntilShadowed();
    const withoutBalance = await predict({ features: FEATURES });
    expect([withoutBalance.status, await shadows([withoutBalance.body.prediction_id])]).toEqual([200, []]);
    const withBalance = await predict({ features: { ...FEATURES, balance: 1 } });
    expect(await shadows([withBalance.body.prediction_id])).toHaveLength(1);

    const corrupt = await buildTinyModel({ ...description, intercept: 0.7, version_time: '20260110T000000Z' });
    await harness.promote(corrupt, 'challenger');
    await harness.put(MODEL_BUCKET, corrupt.reference.key, 'no model');
    handler = predictHandler();
    for (let i = 0; i < 5; i += 1) expect((await predict()).status).toBe(200);
  });

  test('may be skipped under load, and is never stored twice', async () => {
    const headers = { 'Idempotency-Key': 'shadowed' };
    const call = { method: 'POST' as const, resource: '/v1/predict', body: { application_id: 'a-open' }, headers };
    const predictWithKey = () => callApi(handler, { ...call, claims: buildServiceClaims('risk/score') });
    const answers = await Promise.all(Array.from({ length: 50 }, predictWithKey));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const stored = await shadows([answers[0]?.body.prediction_id]);
    expect(stored.length).toBeLessThanOrEqual(1);
  });
});

test('an item that makes the run of the graph fail is 503, and the other items are scored', async () => {
  const spoilable = {
    num: { customer_a: { median: 0, weight: 100 }, customer_b: { median: 0, weight: -100 } },
    ...{ cat: {}, intercept: -2, version_time: '20260111T000000Z' },
  };
  await harness.promote(await buildTinyModel(spoilable));
  handler = predictHandler();
  const { customer_points: _, purpose: __, ...ofPolicy } = FEATURES;
  const buildItem = (customer_a: number, customer_b: number) => ({ features: { ...ofPolicy, customer_a, customer_b } });
  // Each value is a float32, but their weighted sum is infinity minus infinity.
  const metric = jest.spyOn(Metrics.prototype, 'addMetric');
  const { body } = await predictList([buildItem(0, 0), buildItem(3e38, 3e38), buildItem(0.01, 0)]);
  expect(metric.mock.calls.map(([name]) => name)).toContain('ModelUnavailable');
  expect(body.results.map(({ status }: { status: number }) => status)).toEqual([200, 503, 200]);
  expect(body.results[1].problem.type).toBe('urn:risk:problem:model-unavailable');
  expect((await predict(buildItem(3e38, 3e38))).body).toEqual(body.results[1].problem);
});

describe.each([
  [predictRoute, MIXED[1], [404]],
  [predictBatchRoute, { items: [MIXED[1]] }, []],
])('$path', ({ path: resource, problems, maxBodyBytes = 64 * 1024 }, body, [unknown]) => {
  /** One response of each status; callApi checks each against the OpenAPI document. */
  test('responds with every status that it documents', async () => {
    const call = (more: Partial<ApiCall> = {}) =>
      callApi(handler, {
        ...{ method: 'POST', resource, body, claims: buildServiceClaims('risk/score', resource) },
        ...more,
      });
    const answers = [
      await call(),
      await call({ body: '{' }),
      await call({ headers: { 'Idempotency-Key': 'a b' } }),
      await call({ claims: null }),
      await call({ claims: buildServiceClaims('risk/read risk/review') }),
      await call({ body: 'x'.repeat(maxBodyBytes + 1) }),
      await call({ body: {} }),
      ...(unknown ? [await call({ body: { application_id: 'nobody' } })] : []),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 400, 401, 403, 413, 422, ...(unknown ? [404] : [])]);

    // In a list only the item of a restricted customer is refused.
    await restrictCustomer(harness.db, 'c1');
    answers.push(await call({ body: resource === predictRoute.path ? MIXED[1] : { items: [MIXED[1]] } }));
    await liftRestriction(harness.db, 'c1');
    expect(answers.at(-1)?.status).toBe(resource === predictRoute.path ? 409 : 200);

    const { RATE_LIMITS } = process.env;
    process.env.RATE_LIMITS = JSON.stringify({ requests_per_minute: 1, clients: {} });
    handler = predictHandler();
    answers.push(await call(), await call());
    process.env.RATE_LIMITS = RATE_LIMITS;
    await harness.db.superuser.query(
      `update predictions.model_metadata set stage = 'retired' where stage = 'champion'`,
    );
    handler = predictHandler();
    answers.push(await call());
    expect(answers.at(-1)?.body.type).toBe('urn:risk:problem:no-model');
    await harness.promote(await buildTinyModel({ ...description, version_time: `202602${resource.length}T000000Z` }));
    handler = predictHandler();
    expect((await call()).status).toBe(200);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, ...problems]));
  });
});
