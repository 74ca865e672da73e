/** The middleware of API handlers: authorisation, validation and problem documents. */
import '../../../testing/silence-logs.ts';
import { SECURITY_HEADERS } from '../../../lambdas/prediction-api/contract/response-headers.ts';
import { FORMER_GROUPS, ROLE_NAMES } from '../../../lambdas/prediction-api/contract/roles.ts';
import {
  overrideRoute,
  predictRoute,
  riskScoreRoute,
} from '../../../lambdas/prediction-api/contract/routes/predictions.ts';
import { healthRoute } from '../../../lambdas/prediction-api/contract/routes/service.ts';
import { ProblemDocument } from '../../../lambdas/prediction-api/contract/schemas/service.ts';
import { createApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { bindOperation } from '../../../lambdas/prediction-api/http/operation.ts';
import { MAX_BODY_BYTES } from '../../../lambdas/prediction-api/http/parse-json-body.ts';
import { NoChampion, Problem, TooManyRequests } from '../../../lambdas/prediction-api/http/problem.ts';
import { DatabaseUnavailable } from '../../../lambdas/shared/aws/database.ts';
import { ModelCorrupt } from '../../../lambdas/shared/model/load-model.ts';
import {
  buildGatewayEvent,
  buildLambdaContext,
  buildPersonClaims,
  buildServiceClaims,
  callApi,
} from '../../../testing/api/gateway-event.ts';

/** The operation records its input, and throws `fault` where a test sets it. */
let receivedInput: unknown;
let fault: unknown;
const echo = async (input: unknown) => {
  receivedInput = input;
  if (fault instanceof Promise) await fault;
  if (fault) throw fault;
  return {} as never;
};
/** Groups of everybody, as Cognito would list them; undefined while Cognito cannot be reached. */
let groups: Set<string> | undefined;
let askedFor: string[] = [];
const handler = createApiHandler(
  'test/echo',
  [
    bindOperation(predictRoute, echo),
    bindOperation(riskScoreRoute, echo),
    bindOperation(healthRoute, echo),
    bindOperation(overrideRoute, echo),
  ],
  undefined,
  async (username, maxAge) => {
    askedFor.push(`${username} ${maxAge}`);
    if (!groups) throw new Error('no answer');
    return groups;
  },
);
beforeEach(() => {
  receivedInput = undefined;
  fault = undefined;
  groups = new Set();
  askedFor = [];
});

const predict = {
  method: 'POST' as const,
  resource: '/v1/predict',
  body: { application_id: 'a1' },
  claims: buildServiceClaims('risk/score risk/read'),
};
const scores = {
  resource: '/v1/risk-score/{customer_id}',
  path: { customer_id: 'c1' },
  claims: buildServiceClaims('risk/read'),
};

describe('a valid request', () => {
  test('reaches the operation parsed, with its caller', async () => {
    const { status, headers } = await callApi(handler, { ...predict, headers: { 'Idempotency-Key': 'k-1' } });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(receivedInput).toMatchObject({
      body: { application_id: 'a1' },
      headers: { 'idempotency-key': 'k-1' },
      caller: { clientId: 'client-1', name: 'client-1' },
    });
  });

  test('gets default values', async () => {
    await callApi(handler, scores);
    expect(receivedInput).toMatchObject({ params: { customer_id: 'c1' }, query: { limit: 20 } });
  });

  test.each([
    ['c%2F1', 'c/1'],
    ['C%2541', 'C%41'],
    ['C%252541', 'C%2541'],
    ['5%25', '5%'],
    ['a+b%20c', 'a+b c'],
    ['Gr%C3%B6%C3%9Fe', 'Größe'],
    ['%EF%BC%A3%EF%BC%92%EF%BC%90', 'Ｃ２０'],
    ['APP-%F0%9F%98%80', 'APP-😀'],
  ])('has its path decoded once: %s', async (customer_id, expected) => {
    await callApi(handler, { ...scores, path: { customer_id } });
    expect(receivedInput).toMatchObject({ params: { customer_id: expected } });
  });

  test.each(['5%', '%zz', '%ff', 'C%4'])(
    'is 400 with a path that is not percent-encoded UTF-8: %s',
    async (customer_id) => {
      const { status, body } = await callApi(handler, { ...scores, path: { customer_id } });
      expect([status, body.errors]).toEqual([400, [{ path: 'customer_id', message: expect.stringContaining('%25') }]]);
      expect(receivedInput).toBeUndefined();
    },
  );

  test('may be base64', async () => {
    const event = { ...buildGatewayEvent(predict), body: btoa('{"application_id":"a2"}'), isBase64Encoded: true };
    await handler(event, buildLambdaContext());
    expect(receivedInput).toMatchObject({ body: { application_id: 'a2' } });
  });

  test("has the name of the person for a person's token", async () => {
    groups = new Set(['analyst']);
    await callApi(handler, { ...predict, claims: { ...predict.claims, username: 'jo' } });
    expect(receivedInput).toMatchObject({ caller: { clientId: 'client-1', name: 'jo' } });
  });
});

describe('authorisation', () => {
  test('is 401 without a token, 403 without the scope, and the operation does not run', async () => {
    expect((await callApi(handler, { ...predict, claims: null })).status).toBe(401);
    const { status, body } = await callApi(handler, { ...predict, claims: buildServiceClaims('risk/read') });
    expect([status, body.type]).toEqual([403, 'urn:risk:problem:missing-scope']);
    expect((await callApi(handler, { ...scores, claims: buildServiceClaims('risk/score') })).status).toBe(403);
    expect(receivedInput).toBeUndefined();
  });

  test('health needs no token', async () => {
    expect((await callApi(handler, { resource: '/v1/health', claims: null })).status).toBe(200);
  });

  test('is 401 with an ID token, although the gateway accepts it', async () => {
    const { client_id: _, ...claims } = buildServiceClaims('risk/score');
    for (const idToken of [
      { ...claims, token_use: 'id', aud: 'client-1' },
      { ...predict.claims, token_use: 'id' },
    ]) {
      expect((await callApi(handler, { ...predict, claims: idToken })).status).toBe(401);
    }
    expect(receivedInput).toBeUndefined();
  });

  test('compares whole scopes', async () => {
    for (const scope of [
      'risk/scores xrisk/score',
      'risk/read,risk/score',
      '[risk/score]',
      'RISK/SCORE',
      'risk/score\u00a0',
    ]) {
      expect([scope, (await callApi(handler, { ...predict, claims: buildServiceClaims(scope) })).status]).toEqual([
        scope,
        403,
      ]);
    }
  });
});

describe('a call that requires a role', () => {
  const override = {
    method: 'POST' as const,
    resource: '/v1/predictions/{prediction_id}/override',
    path: { prediction_id: '01900000-0000-7000-8000-000000000001' },
    body: { decision: 'approve', reason: 'Income was proven by hand.' },
  };

  test('is allowed for a person who is in it now, whatever the token says', async () => {
    groups = new Set(['auditor', 'underwriter']);
    const { status } = await callApi(handler, { ...override, claims: buildPersonClaims('jo', 'risk/review') });
    expect(status).toBe(200);
    expect(receivedInput).toMatchObject({
      caller: { name: 'jo', isPerson: true, roles: new Set(['underwriter', 'auditor']) },
    });
    expect(askedFor).toEqual(['jo 0']);
  });

  test.each([
    ['a person without a role', [], 'jo'],
    ['a person who was removed since the token was issued', [], 'underwriter'],
    ['a person with other roles', ROLE_NAMES.filter((role) => role !== 'underwriter'), 'underwriter'],
    [
      'a person in groups whose names contain its name',
      ['a,underwriter', '[underwriter]', 'x underwriter'],
      'a,underwriter',
    ],
    [
      'a person in groups whose names resemble its name',
      ['Underwriter', 'underwriters', 'undеrwriter'],
      '[underwriter]',
    ],
  ])('is refused for %s', async (_, names, claim) => {
    groups = new Set(names);
    const { status, body } = await callApi(handler, {
      ...override,
      claims: buildPersonClaims('jo', 'risk/review', claim),
    });
    expect([status, body.type]).toEqual([403, 'urn:risk:problem:missing-role']);
    expect(receivedInput).toBeUndefined();
  });

  test('is refused for a machine, whatever it claims', async () => {
    groups = new Set(['underwriter']);
    const claims = { ...buildServiceClaims('risk/review'), 'cognito:groups': 'underwriter' };
    const { status, body } = await callApi(handler, { ...override, claims });
    expect([status, body.type]).toEqual([403, 'urn:risk:problem:missing-role']);
    expect(askedFor).toEqual([]);
  });

  test('is 503 for a person whose roles cannot be read', async () => {
    groups = undefined;
    const { status, body } = await callApi(handler, { ...override, claims: buildPersonClaims('jo', 'risk/review') });
    expect([status, body.type]).toEqual([503, 'urn:risk:problem:roles-unavailable']);
    expect(receivedInput).toBeUndefined();
  });

  test.each(Object.entries(FORMER_GROUPS))('takes the former group %s as the role %s', async (group, role) => {
    groups = new Set([group]);
    const { status } = await callApi(handler, { ...scores, claims: buildPersonClaims('jo', 'risk/read') });
    expect(status).toBe(200);
    expect(receivedInput).toMatchObject({ caller: { roles: new Set([role]) } });
  });

  test('may use roles of the last minute where it only reads', async () => {
    groups = new Set(['auditor']);
    expect((await callApi(handler, { ...scores, claims: buildPersonClaims('jo', 'risk/read') })).status).toBe(200);
    expect(askedFor).toEqual(['jo 60000']);
  });

  test.each([
    [[], 'This needs the role underwriter, and you have no role yet. An administrator can propose a role for you.'],
    [['auditor'], 'This needs the role underwriter, and you have the role auditor.'],
    [['auditor', 'analyst'], 'and you have the roles analyst, auditor.'],
  ])('says to a person with %j what is missing', async (names, detail) => {
    groups = new Set(names);
    const { body } = await callApi(handler, { ...override, claims: buildPersonClaims('jo', 'risk/review') });
    expect(body.detail).toContain(detail);
  });

  test('is open to a machine by its scope, without asking Cognito', async () => {
    groups = undefined;
    expect((await callApi(handler, scores)).status).toBe(200);
    expect(askedFor).toEqual([]);
  });

  test('is refused for everybody by a handler that reads no groups', async () => {
    const careless = createApiHandler('test/careless', [bindOperation(overrideRoute, echo)]);
    const call = { ...override, claims: buildPersonClaims('jo', 'risk/review', 'underwriter') };
    expect((await callApi(careless, call)).status).toBe(403);
    expect(receivedInput).toBeUndefined();
  });

  test('requires the scope too', async () => {
    const { status, body } = await callApi(handler, {
      ...override,
      claims: buildPersonClaims('jo', 'risk/read', 'underwriter'),
    });
    expect([status, body.type]).toEqual([403, 'urn:risk:problem:missing-scope']);
  });
});

describe('validation', () => {
  test.each([
    ['no JSON', 400, { body: '{"application_id":' }],
    ['no body', 400, { body: undefined }],
    ['no object', 422, { body: '[]' }],
    ['a missing field', 422, { body: {} }],
    ['a wrong type', 422, { body: { application_id: 7 } }],
    ['an empty id', 422, { body: { application_id: '' } }],
    ['a control character', 422, { body: { application_id: 'a\u0000' } }],
    ['half a character', 422, { body: '{"application_id":"\\ud800"}' }],
    ['an unknown field', 422, { body: { application_id: 'a1', pd: 0.1 } }],
    ['a field named like the prototype', 422, { body: '{"application_id":"a1","__proto__":{"scopes":1}}' }],
    ['a field that is given twice', 422, { body: '{"application_id":"a1","application_id":"a2"}' }],
    [
      'a field that is given twice in another spelling',
      422,
      { body: '{"application_id":"a1","application\\u005fid":"a2"}' },
    ],
    ['a key with spaces', 400, { headers: { 'idempotency-key': 'a b' } }],
    ['a body beyond the limit', 413, { body: { application_id: 'x'.repeat(MAX_BODY_BYTES) } }],
  ])('%s is %d', async (_, expected, change) => {
    const { status, headers, body } = await callApi(handler, { ...predict, ...change });
    expect(status).toBe(expected);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(ProblemDocument.parse(body)).toMatchObject({ status: expected });
    expect(receivedInput).toBeUndefined();
  });

  test.each<Record<string, string>>([
    { limit: '0' },
    { limit: '101' },
    { limit: 'many' },
    { before: 'not-an-id' },
    { lmit: '5' },
  ])('the query %j is 400', async (query) => {
    const { status, body } = await callApi(handler, { ...scores, query });
    expect([status, body.errors.length]).toEqual([400, 1]);
  });

  test('a repeated key is 400', async () => {
    const event = buildGatewayEvent(predict);
    event.headers = { 'idempotency-key': 'k-2' };
    event.multiValueHeaders = { 'Idempotency-Key': ['k-1'], 'idempotency-key': ['k-2'] };
    expect((await handler(event, buildLambdaContext())).statusCode).toBe(400);
    expect(receivedInput).toBeUndefined();
  });

  test('a repeated parameter is 400', async () => {
    const event = buildGatewayEvent({ ...scores, query: { limit: '5' } });
    event.multiValueQueryStringParameters = { limit: ['5', '6'] };
    expect((await handler(event, buildLambdaContext())).statusCode).toBe(400);
  });

  test.each([
    [{ application_id: 'a1', extra: 1, more: 2 }, ['extra', 'more']],
    [{ customer_id: 'c1', term_months: 0.5 }, ['amount', 'term_months']],
    [{ customer_id: 'c1', amount: 1, attributes: { grade: {} } }, ['attributes.grade']],
    [{ features: { age_years: 'old', dependants: 1.5, customer_a: [] } }, ['age_years', 'customer_a', 'dependants']],
  ])('names each wrong field of %j', async (requestBody, paths) => {
    const { status, body } = await callApi(handler, { ...predict, body: requestBody });
    expect(status).toBe(422);
    const named = body.errors.map(({ path }: { path: string }) => path.replace('features.', '')).toSorted();
    expect(named).toEqual(paths);
  });

  test.each([{}, [], 'a1', { aplication_id: 'a1' }, { application_id: 'a1', customer_id: 'c1' }])(
    '%j has no single prediction target, and the error lists the kinds',
    async (requestBody) => {
      const { status, body } = await callApi(handler, { ...predict, body: JSON.stringify(requestBody) });
      const message = 'Give exactly one of application_id, customer_id, features';
      expect([status, body.errors]).toEqual([422, [{ path: '', message }]]);
    },
  );

  test('an unknown call is 404', async () => {
    expect((await callApi(handler, { resource: '/v1/none', claims: null })).status).toBe(404);
  });
});

describe('an error', () => {
  const reference = { version: 'v1', key: 'models/v1/model.onnx', sha256: 'f'.repeat(64), manifest_sha256: null };
  test.each<[string, unknown, string]>([
    ['no champion', new NoChampion(), 'no-model'],
    ['a corrupt model', new ModelCorrupt(reference, 'secret detail'), 'model-unavailable'],
    ['the database', new DatabaseUnavailable('secret detail'), 'database-unavailable'],
    ['anything else', new TypeError('secret detail: select * from secrets'), 'unavailable'],
    ['a thrown text', 'secret detail', 'unavailable'],
  ])('of %s is 503 with Retry-After and without its cause', async (_, error, kind) => {
    fault = error;
    const { status, headers, body } = await callApi(handler, predict);
    expect([status, body.type]).toEqual([503, `urn:risk:problem:${kind}`]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  test('that is a problem becomes its document', async () => {
    fault = new Problem(404, 'unknown-application', 'No published run has this application.');
    expect((await callApi(handler, predict)).body).toEqual({
      type: 'urn:risk:problem:unknown-application',
      title: 'Not found',
      status: 404,
      detail: 'No published run has this application.',
      errors: [],
    });
  });

  test('of too many requests has Retry-After', async () => {
    fault = new TooManyRequests(100, 17);
    const { status, headers, body } = await callApi(handler, predict);
    expect([status, headers['retry-after'], body.type]).toEqual([429, '17', 'urn:risk:problem:too-many-requests']);
  });

  test('a slow operation is 503 before the function times out', async () => {
    fault = new Promise(() => {});
    const { status } = await callApi(handler, predict, 520);
    expect(status).toBe(503);
  });
});

test('every response has the request id and the security headers', async () => {
  const answers = [
    await callApi(handler, predict),
    await callApi(handler, { ...predict, body: {} }),
    await callApi(handler, { ...predict, claims: null }),
  ];
  fault = new Error('no');
  answers.push(await callApi(handler, predict));
  expect(answers.map(({ status }) => status)).toEqual([200, 422, 401, 503]);
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      'x-request-id': 'request-1',
      ...SECURITY_HEADERS,
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    });
  }
});
