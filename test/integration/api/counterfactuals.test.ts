/** What would change a decision, and tried values, by the API against features of a real run and the database's rights. */
import { Counterfactuals, WhatIf } from '../../../lambdas/prediction-api/contract/schemas/counterfactuals.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { OPEN_APPLICATION, publishKnownCustomer } from '../../../testing/lenders/known-customer.ts';
import { buildTinyModel } from '../../../testing/models/tiny-model.ts';
import { liftRestriction, restrictCustomer } from '../../../testing/privacy/restrict-customer.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

const input = (weight: number) => ({ median: 0, weight });
const description = {
  num: {
    ...{ age_years: input(0.05), amount: input(0.00002), term_months: input(0.01), annual_rate: input(1) },
    ...{ instalment: input(0.001), annual_income: input(-0.000001), debt_to_income: input(2) },
    ...{ loan_to_value: input(0.4), amount_to_limit: input(0.1), amount_to_income: input(0.2) },
    ...{ customer_points: input(0.1), application_months_known: input(-0.01) },
  },
  cat: { purpose: { car: 0.5 }, application_grade: { A: -0.5, B: 0.9 } },
  intercept: -6.6,
  background: [
    { num: [18, 500, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0], cat: ['car', 'A'] },
    { num: [90, 40_000, 120, 1, 9000, 90_000, 9, 2, 9, 9, 50, 90], cat: ['home', 'B'] },
  ],
};
const APPLICATION = { customer_id: 'c1', ...OPEN_APPLICATION, attributes: { grade: 'B', months_known: 30 } };
const UNKNOWN = '01900000-0000-7000-8000-00000000dead';

let harness: LambdaHarness;
let handlers: { predict: ApiHandler; replay: ApiHandler };
let decided: Record<string, number | string>;

beforeAll(async () => {
  harness = await startLambdaHarness();
  await Promise.all([harness.promote(await buildTinyModel(description)), publishKnownCustomer(harness.db)]);
  await harness.db.superuser.query(
    `update staging.attributes set actionable = '{"categories": ["A", "B", "Z"], "cost": 5}' where name = 'grade'`,
  );
  const { predictHandler } = await import('../../../lambdas/prediction-api/predict.lambda.ts');
  const { replayHandler } = await import('../../../lambdas/prediction-api/replay.lambda.ts');
  handlers = { predict: predictHandler(), replay: replayHandler() };
  decided = await predict(APPLICATION);
});
afterAll(() => harness?.stop());

async function predict(body: object) {
  harness.useRole('risk_api_score');
  const call = { method: 'POST' as const, resource: '/v1/predict', body, claims: buildServiceClaims('risk/score') };
  const { status, body: answer } = await callApi(handlers.predict, call);
  expect(status).toBe(200);
  return answer;
}

async function callReplay(step: string, { id = decided.prediction_id as string, body, query = {} }: CallOptions) {
  harness.useRole('risk_api_read');
  const resource = `/v1/predictions/{prediction_id}/${step}`;
  const call = { method: body ? ('POST' as const) : ('GET' as const), resource, path: { prediction_id: id }, query };
  return callApi(handlers.replay, { ...call, ...(body && { body }), claims: buildServiceClaims('risk/read') });
}

interface CallOptions {
  id?: string;
  body?: object;
  query?: Record<string, string>;
}

const findCounterfactuals = async (query: Record<string, string> = {}) => {
  const { status, body } = await callReplay('counterfactuals', { query });
  expect(status).toBe(200);
  return Counterfactuals.parse(body);
};
const tryValues = (features: Record<string, number | string>) => callReplay('what-if', { body: { features } });

test('answers reach the target, and values tried one by one have the same outcome', async () => {
  const found = await findCounterfactuals();
  expect(found).toMatchObject({ decision: decided.decision, pd: decided.pd, target: 'approve', reached: false });
  expect(found.decision).not.toBe('approve');
  expect(found.decided_by).toBe('rule:in_default');
  expect(found.counterfactuals.length).toBeGreaterThan(1);
  expect(found.searched).toBeGreaterThan(20);
  for (const { changes, pd, score, decision, follows } of found.counterfactuals) {
    const values = Object.fromEntries(changes.map(({ feature, to }) => [feature, to]));
    expect(WhatIf.parse((await tryValues(values)).body)).toMatchObject({
      ...{ pd, score, decision: 'approve', changed: true, changes, follows },
    });
    expect([decision, pd < found.pd]).toEqual(['approve', true]);
  }
});

test('what follows a change is what the SQL builds for such an application', async () => {
  const changes: Record<string, number>[] = [{ amount: 9000 }, { term_months: 60 }, { amount: 6000, term_months: 12 }];
  for (const change of changes) {
    const built = await predict({ ...APPLICATION, ...change });
    const { status, body } = await tryValues(change);
    expect([status, body.score, body.decision]).toEqual([200, built.score, built.decision]);
    expect(Math.abs(body.pd - Number(built.pd))).toBeLessThan(1e-6);
    expect(body.follows.map(({ feature }: { feature: string }) => feature)).toContain('debt_to_income');
  }
});

test('an attribute that the lender declares changes to known categories, and nothing else does', async () => {
  const { actionable } = await findCounterfactuals();
  const names = actionable.map(({ feature }) => feature);
  expect(names).toEqual(expect.arrayContaining(['amount', 'term_months', 'application_grade']));
  expect(names).not.toEqual(expect.arrayContaining(['age_years']));
  expect(names).not.toEqual(expect.arrayContaining(['purpose']));
  expect(actionable.find(({ feature }) => feature === 'application_grade')).toMatchObject({
    ...{ type: 'category', value: 'B', categories: ['A'], step: null, lowest: null },
  });
});

test('the caller restricts what changes, and how much of it', async () => {
  const listChanged = ({ counterfactuals }: Counterfactuals) =>
    new Set(counterfactuals.flatMap(({ changes }) => changes.map(({ feature }) => feature)));
  expect(listChanged(await findCounterfactuals({ features: 'amount,term_months' }))).not.toContain('application_grade');
  expect(listChanged(await findCounterfactuals({ fixed: 'amount' }))).not.toContain('amount');
  const single = await findCounterfactuals({ max_changes: '1' });
  expect(single.counterfactuals.filter(({ changes }) => changes.length > 1)).toEqual([]);
  const ranged = await findCounterfactuals({ ranges: 'amount:11000:', features: 'amount' });
  expect(ranged).toMatchObject({ counterfactuals: [], nothing_within_reach: true });
  expect(Number(ranged.nearest?.changes[0]?.to)).toBeGreaterThanOrEqual(11_000);
});

test.each([
  ['a protected feature', { features: 'age_years' }, 400, 'not-actionable'],
  ['a misspelt name', { features: 'amout' }, 400, 'not-actionable'],
  ['a range of a feature that nobody changes', { ranges: 'purpose:0:1' }, 400, 'not-actionable'],
  ['a range without bounds of its form', { ranges: 'amount:low:high' }, 400, 'invalid-request'],
  ['an empty list', { features: '' }, 400, 'invalid-request'],
  ['too many changes', { max_changes: '4' }, 400, 'invalid-request'],
  ['a target that nobody needs to reach', { target: 'decline' }, 400, 'invalid-request'],
])('%s is refused by name', async (_, query, status, kind) => {
  const answer = await callReplay('counterfactuals', { query });
  expect([answer.status, answer.body.type]).toEqual([status, `urn:risk:problem:${kind}`]);
});

test.each([
  ['a protected feature', { age_years: 30 }, 'not-actionable'],
  ['a derived feature', { amount_to_income: 0.1 }, 'not-actionable'],
  ['a larger amount', { amount: 999_999 }, 'not-actionable'],
  ['a part of a month', { term_months: 12.5 }, 'not-actionable'],
  ['a category that is not declared', { application_grade: 'C' }, 'not-actionable'],
  ['a text for a number', { amount: 'little' }, 'not-actionable'],
  ['nothing', {}, 'invalid-body'],
])('a trial of %s is refused by name', async (_, features, kind) => {
  const answer = await tryValues(features as Record<string, number>);
  expect([answer.status, answer.body.type]).toEqual([422, `urn:risk:problem:${kind}`]);
});

test('a decision that is mild enough needs no change, and a prediction that nobody knows has none', async () => {
  const numbers = Object.fromEntries(Object.keys(description.num).map((name) => [name, 0]));
  const features = { ...numbers, age_years: 20, term_months: 12, months_past_due_1: 0 };
  const { prediction_id } = await predict({ features: { ...features, purpose: 'home', application_grade: 'A' } });
  const { body } = await callReplay('counterfactuals', { id: String(prediction_id) });
  expect(body).toMatchObject({ decision: 'approve', reached: true, counterfactuals: [], nothing_within_reach: false });
  expect((await callReplay('counterfactuals', { id: UNKNOWN })).status).toBe(404);
});

test('nothing is stored, and nothing is tried for a customer whose processing is restricted', async () => {
  const count = async () => (await harness.db.superuser.query('select from predictions.risk_scores')).rowCount;
  const before = await count();
  await findCounterfactuals();
  await tryValues({ amount: 5000 });
  expect(await count()).toBe(before);
  await restrictCustomer(harness.db, 'c1');
  for (const answer of [await callReplay('counterfactuals', {}), await tryValues({ amount: 5000 })]) {
    expect([answer.status, answer.body.type]).toEqual([409, 'urn:risk:problem:processing-restricted']);
  }
  await liftRestriction(harness.db, 'c1');
  await findCounterfactuals();
});
