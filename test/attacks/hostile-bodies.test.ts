/**
 * A client with a token for scoring sends bodies that were made to end as a fault of the service (503, which raises an
 * alarm and an error for everybody), or to store what the database or a report cannot hold.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ApiHandler } from '../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented } from '../../testing/api/call-as-documented.ts';
import { buildServiceClaims } from '../../testing/api/gateway-event.ts';
import { OPEN_APPLICATION, publishKnownCustomer } from '../../testing/lenders/known-customer.ts';
import { buildTinyModel } from '../../testing/models/tiny-model.ts';
import { type LambdaHarness, startLambdaHarness } from '../../testing/workflows/lambda-harness.ts';

const description = {
  num: { utilisation: { median: 0.4, weight: 3 }, amount: { median: 0, weight: 0.0001 } },
  cat: { purpose: { car: 1 }, application_grade: { A: -0.5 } },
  intercept: -3,
};
const FEATURES = {
  ...{ utilisation: 0.5, amount: 1000, purpose: 'car', application_grade: 'A', age_years: 40, debt_to_income: 0.2 },
  ...{ loan_to_value: null, months_past_due_1: 0 },
};
const CUSTOMER = { customer_id: 'c1', ...OPEN_APPLICATION };
const DEPTH = 30_000;
const nest = (inner: string) => '{"a":'.repeat(DEPTH / 5) + inner + '}'.repeat(DEPTH / 5);
const nestLists = '['.repeat(DEPTH) + ']'.repeat(DEPTH);
const manyFields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`field_${i}`, 1]));

let harness: LambdaHarness;
let handler: ApiHandler;
beforeAll(async () => {
  harness = await startLambdaHarness();
  await Promise.all([harness.promote(await buildTinyModel(description)), publishKnownCustomer(harness.db)]);
  harness.useRole('risk_api_score');
  handler = (await import('../../lambdas/prediction-api/predict.lambda.ts')).predictHandler();
});
afterAll(() => harness?.stop());

let keys = 0;
/** Sends the body with a new key, so that a response to a list is stored. */
const post = (resource: string, body: unknown, key?: string) => {
  keys += 1;
  const headers = { 'Idempotency-Key': key ?? `key-${keys}` };
  return callAsDocumented(handler, {
    method: 'POST',
    resource,
    body,
    headers,
    claims: buildServiceClaims('risk/score'),
  });
};
const predict = (body: unknown) => post('/v1/predict', body);
const predictList = (items: string, key?: string) => post('/v1/predict/batch', `{"items":[${items}]}`, key);
const asItem = (body: object) => JSON.stringify(body);

const expectStillScores = async () => expect((await predict({ features: FEATURES })).status).toBe(200);

describe('a hostile body is the caller’s fault, and the next request is scored:', () => {
  test.each<[attack: string, status: number, body: () => unknown]>([
    ['lists in lists', 422, () => nestLists],
    ['objects in objects', 422, () => nest('1')],
    ['a feature of nested lists', 422, () => `{"features":{"amount":${nestLists}}}`],
    ['attributes of nested objects', 422, () => `{"customer_id":"c1","amount":1,"attributes":{"grade":${nest('1')}}}`],
    ['a body over 64 KiB', 413, () => ({ features: { ...FEATURES, purpose: 'x'.repeat(70_000) } })],
    ['4,000 unknown features', 422, () => ({ features: { ...FEATURES, ...manyFields(4000) } })],
    ['4,000 unknown attributes', 422, () => ({ ...CUSTOMER, attributes: manyFields(4000) })],
    ['4,000 unknown fields', 422, () => manyFields(4000)],
    ['an attribute whose name has a NUL', 422, () => ({ ...CUSTOMER, attributes: { 'a\0b': 1 } })],
    ['an attribute whose name is half a character', 422, () => ({ ...CUSTOMER, attributes: { '\ud800': 1 } })],
    [
      'an attribute whose name has 60,000 characters',
      422,
      () => ({ ...CUSTOMER, attributes: { ['x'.repeat(6e4)]: 1 } }),
    ],
    ['a feature whose name has a NUL', 422, () => ({ features: { ...FEATURES, 'a\0b': 1 } })],
    [
      'a feature with a text of 60,000 characters',
      422,
      () => ({ features: { ...FEATURES, purpose: 'x'.repeat(6e4) } }),
    ],
    [
      'an attribute with a text of 60,000 characters',
      422,
      () => ({ ...CUSTOMER, attributes: { grade: 'x'.repeat(6e4) } }),
    ],
    ['a feature with a NUL', 422, () => ({ features: { ...FEATURES, application_grade: 'a\0' } })],
    ['a national id as a feature', 422, () => ({ features: { ...FEATURES, application_national_id: 'A1' } })],
    ['a look-alike of a feature', 422, () => ({ features: { ...FEATURES, '\u0430mount': 1 } })],
    ['a prototype', 422, () => `{"features":{"__proto__":{"utilisation":0.1}}}`],
    ['a prototype among the attributes', 422, () => `{"customer_id":"c1","amount":1,"attributes":{"__proto__":1}}`],
    ['two amounts', 422, () => '{"customer_id":"c1","amount":1,"amount":2}'],
    [
      'an attribute with two values',
      422,
      () => '{"customer_id":"c1","amount":1,"attributes":{"grade":"A","grade":"B"}}',
    ],
    ['an infinite amount', 422, () => '{"customer_id":"c1","amount":1e400}'],
    ['an infinite attribute', 422, () => '{"customer_id":"c1","amount":1,"attributes":{"months_known":-1e400}}'],
    ['an amount of 400 digits', 422, () => `{"customer_id":"c1","amount":${'9'.repeat(400)}}`],
  ])('%s', async (_, status, body) => {
    const response = await predict(body());
    expect(response.status).toBe(status);
    expect(JSON.stringify(response.body).length).toBeLessThan(50_000);
    await expectStillScores();
  });

  test.each<[attack: string, item: string]>([
    ['an item of nested objects', nest('1')],
    ['an item of nested lists', nestLists],
    ['an item with a nested id', `{"application_id":${nestLists}}`],
    ['an item with nested features', `{"features":{"amount":${nestLists}}}`],
    ['an item that is no object', '7'],
    ['an item that is null', 'null'],
    ['an item that is a list', '[{"application_id":"a-open"}]'],
    ['an item with a prototype', '{"features":{"__proto__":{"utilisation":0.1}}}'],
    ['an item with a NUL in a name', '{"customer_id":"c1","amount":1,"attributes":{"a\\u0000b":1}}'],
    ['an item with half a character in a name', '{"customer_id":"c1","amount":1,"attributes":{"\\ud800":1}}'],
    ['an item with an infinite amount', '{"customer_id":"c1","amount":1e400}'],
    ['an item with two amounts', '{"customer_id":"c1","amount":1,"am\\u006funt":2}'],
  ])('%s fails alone in a list, and again by its key', async (attack, item) => {
    const key = attack.replaceAll(' ', '-');
    const list = `${asItem({ features: FEATURES })},${item}`;
    const first = await predictList(list, key);
    expect([first.status, first.body.results.map(({ status }: { status: number }) => status)]).toEqual([
      200,
      [200, 422],
    ]);
    expect((await predictList(list, key)).body).toEqual(first.body);
    expect((await predictList(`${list},${item}`, key)).body.type).toMatch(/idempotency-key-reused$/);
    await expectStillScores();
  });

  test.each<[attack: string, item: () => object]>([
    ['an item with 50,000 unknown features', () => ({ features: { ...FEATURES, ...manyFields(50_000) } })],
    ['an item with 50,000 unknown fields', () => ({ ...CUSTOMER, ...manyFields(50_000) })],
    ['an item whose field has a NUL in its name', () => ({ ...CUSTOMER, 'a\0b': 1 })],
    ['an item whose feature has a NUL in its name', () => ({ features: { ...FEATURES, 'a\0b': 1 } })],
    ['an item whose feature is half a character', () => ({ features: { ...FEATURES, '\udc00': 1 } })],
    ['an item whose attribute has a NUL in its name', () => ({ ...CUSTOMER, attributes: { 'a\0b': 1 } })],
  ])('%s fails alone in a list', async (_, item) => {
    const { status, body } = await predictList(`${asItem({ features: FEATURES })},${asItem(item())}`);
    expect(status).toBe(200);
    expect(body.results.map((result: { status: number }) => result.status)).toEqual([200, 422]);
    expect(JSON.stringify(body).length).toBeLessThan(50_000);
    await expectStillScores();
  });
});
