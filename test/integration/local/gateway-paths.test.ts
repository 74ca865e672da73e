/**
 * The local API Gateway passes path values and query values as API Gateway does: path values as they were sent, query
 * values decoded once. So the API finds exactly the customer whose id was sent, on AWS and here.
 *
 * What API Gateway passes is recorded from AWS in LocalStack's tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json
 * (`invocation-payload-with-path-encoded-email` and `-with-params-encoding`).
 */
import '../../../testing/silence-logs.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import fc from 'fast-check';
import { riskScoreRoute } from '../../../lambdas/prediction-api/contract/routes/predictions.ts';
import { routes } from '../../../lambdas/prediction-api/contract/routes.ts';
import { createApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { bindOperation } from '../../../lambdas/prediction-api/http/operation.ts';
import { buildLambdaContext } from '../../../testing/api/gateway-event.ts';
import { type IdentityCloud, startIdentityCloud } from '../../../testing/api/identity-cloud.ts';
import { readEveryRole } from '../../../testing/api/person-roles.ts';
import { createPersonToken } from '../../../testing/api/person-token.ts';

let cloud: IdentityCloud;
let token: string;
let receivedId: string | undefined;
const readCustomerId = bindOperation(riskScoreRoute, async ({ params }) => {
  receivedId = params.customer_id;
  return {} as never;
});
const handler = createApiHandler('test/paths', [readCustomerId], undefined, readEveryRole);

beforeAll(async () => {
  cloud = await startIdentityCloud();
  token = await createPersonToken(cloud.parameter('api/user-pool-id'), 'jo@example.com', ['underwriter']);
});
afterAll(() => cloud?.stop());

/** The event that the gateway passes to the function; the address is sent as it is. */
async function readEvent(address: string, method = 'GET'): Promise<APIGatewayProxyEvent> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(cloud.parameter('api/url') + address, { method, headers });
  expect([address, response.status]).toEqual([address, 200]);
  return (await response.json()) as APIGatewayProxyEvent;
}

/** The customer whose scores a call returns. */
async function readCustomer(encodedId: string): Promise<string | undefined> {
  receivedId = undefined;
  const event = await readEvent(`/v1/risk-score/${encodedId}`);
  await handler(event, buildLambdaContext());
  return receivedId;
}

test.each([
  ['C%2541', 'C%41'],
  ['C%252541', 'C%2541'],
  ['C%41', 'CA'],
  ['a%2Fb', 'a/b'],
  ['a%252Fb', 'a%2Fb'],
  ['%25', '%'],
  ['a+b', 'a+b'],
  ['a%20b', 'a b'],
  ['%3F%23%26%3D', '?#&='],
  ['%EF%BC%A3%EF%BC%92%EF%BC%90', 'Ｃ２０'],
  ['APP-%F0%9F%98%80', 'APP-😀'],
])('the path value %s is the customer %s', async (sent, customer) => {
  expect(await readCustomer(sent)).toBe(customer);
});

test('every id of a customer that the API takes is found by its encoded form', async () => {
  const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((text) => {
    // `.` and `..` are removed from an address by every client (https://url.spec.whatwg.org/#path-state).
    return riskScoreRoute.params?.safeParse({ customer_id: text }).success === true && !/^\.\.?$/.test(text);
  });
  await fc.assert(
    fc.asyncProperty(id, async (customer) => {
      expect(await readCustomer(encodeURIComponent(customer))).toBe(customer);
    }),
    { numRuns: 60, examples: [['100%'], ['%2F'], ['a/../b'], ['%%%'], ['{x}'], ['a;b']] },
  );
});

test('every route gets its path values as they were sent', async () => {
  for (const { method, path, params } of routes) {
    const names = Object.keys(params?.shape ?? {});
    if (names.length === 0) continue;
    const event = await readEvent(path.replace(/\{\w+\}/g, 'a%2Fb%2541'), method);
    expect([event.resource, event.pathParameters]).toEqual([
      path,
      Object.fromEntries(names.map((name) => [name, 'a%2Fb%2541'])),
    ]);
  }
});

test('a query value is decoded once', async () => {
  const event = await readEvent('/v1/reports/segments?within=a%3A%2541+%2B%25');
  expect(event.queryStringParameters).toEqual({ within: 'a:%41 +%' });
});
