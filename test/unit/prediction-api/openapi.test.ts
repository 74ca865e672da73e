/** The OpenAPI document: it is valid and matches the routes and schemas. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { buildOpenApiDocument } from '../../../lambdas/prediction-api/contract/openapi.ts';
import { SCOPES } from '../../../lambdas/prediction-api/contract/route.ts';
import { routes } from '../../../lambdas/prediction-api/contract/routes.ts';

const document = buildOpenApiDocument();
// biome-ignore lint/suspicious/noExplicitAny: the test reads a JSON document
const operations = Object.values(document.paths).flatMap((path) => Object.values(path)) as any[];

test('it is valid OpenAPI 3.0', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  expect(errors).toBeUndefined();
  expect([valid, validator.version]).toEqual([true, '3.0']);
});

test('it has every route once, under its own operation id', () => {
  expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(
    routes.map(({ operationId }) => operationId).toSorted(),
  );
});

test('each call but health, documentation and contests needs a token; API Gateway only authenticates', () => {
  const open = [
    ...['getHealth', 'getOpenApi', 'getDocumentation', 'getDocumentationFile'],
    ...['openContest', 'attachToContest', 'submitContest'],
  ];
  for (const { operationId, security } of operations) {
    expect([operationId, security]).toEqual([
      operationId,
      open.includes(operationId) ? [] : [{ oauth2: Object.keys(SCOPES) }],
    ]);
  }
});

test('calls with a token have 401, 403, 429 and 503; calls with a body have 400, 413 and 422', () => {
  for (const { responses, security, requestBody } of operations) {
    const statuses = Object.keys(responses);
    if (security.length > 0) expect(statuses).toEqual(expect.arrayContaining(['401', '403', '429', '503']));
    if (requestBody) expect(statuses).toEqual(expect.arrayContaining(['400', '413', '422']));
  }
});

test('requests refuse unknown fields, responses may get new ones', () => {
  const { Prediction, ...schemas } = document.components.schemas as Record<string, Record<string, unknown>>;
  for (const name of ['PredictByApplication', 'PredictByCustomer', 'PredictByFeatures', 'OverrideRequest']) {
    expect(schemas[name]?.additionalProperties).toBe(false);
  }
  expect(Prediction?.additionalProperties).toBeUndefined();
});

test('every problem has the same schema; 429 and 503 have Retry-After', () => {
  for (const { responses } of operations) {
    for (const [status, answer] of Object.entries<Record<string, never>>(responses)) {
      if (status === '200') continue;
      expect(answer.content).toEqual({
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      });
      if (status === '429' || status === '503') expect(answer.headers).toHaveProperty('Retry-After');
    }
  }
});

test('a prediction has exactly one of three targets, alone and in a list', () => {
  // biome-ignore lint/suspicious/noExplicitAny: the test reads a JSON document
  const { PredictRequest, PredictByFeatures, PredictBatchRequest } = document.components.schemas as any;
  const targets = ['PredictByApplication', 'PredictByCustomer', 'PredictByFeatures'];
  expect(PredictRequest.oneOf).toEqual(targets.map((target) => ({ $ref: `#/components/schemas/${target}` })));
  const { items } = PredictBatchRequest.properties;
  expect([items.minItems, items.maxItems]).toEqual([1, 100]);
  expect(items.items.anyOf[0]).toEqual({ $ref: '#/components/schemas/PredictRequest' });
  const { properties, additionalProperties } = PredictByFeatures.properties.features;
  expect(properties.utilisation).toMatchObject({ type: 'number', minimum: -1e15, maximum: 1e15, nullable: true });
  expect(properties.dependants).toMatchObject({ type: 'integer', minimum: 0, maximum: 30, nullable: true });
  expect(properties.purpose).toMatchObject({ type: 'string', nullable: true });
  expect(additionalProperties).toMatchObject({ nullable: true });
});

test('the next number beyond a range is another number, which JSON readers do not round into it', () => {
  // biome-ignore lint/suspicious/noExplicitAny: the test reads a JSON document
  const { PredictByFeatures } = document.components.schemas as any;
  const ranges: [string, { minimum?: number; maximum?: number }][] = Object.entries(
    PredictByFeatures.properties.features.properties,
  );
  const bounds = ranges.flatMap(([name, { minimum, maximum }]) =>
    [minimum, maximum].map((bound) => [name, bound ?? 0]),
  );
  expect(bounds.length).toBeGreaterThan(80);
  expect(bounds.filter(([, bound]) => Math.abs(Number(bound)) > Number.MAX_SAFE_INTEGER - 1)).toEqual([]);
});

test('parameters are named, described and required as the schemas say', () => {
  const { parameters } = operations.find(({ operationId }) => operationId === 'getRiskScore');
  expect(parameters).toEqual([
    expect.objectContaining({ name: 'customer_id', in: 'path', required: true, description: expect.any(String) }),
    expect.objectContaining({
      name: 'limit',
      in: 'query',
      required: false,
      schema: expect.objectContaining({ default: 20 }),
    }),
    expect.objectContaining({ name: 'before', in: 'query', required: false }),
  ]);
});
