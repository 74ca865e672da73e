/**
 * What API Gateway imports has nothing that its import ignores with a warning or refuses, and says the same as the public
 * document about calls, tokens and paths. The list is that of
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html.
 */
import { describe, expect, test } from '@jest/globals';
import { buildOpenApiDocument } from '../../lambdas/prediction-api/contract/openapi.ts';
import { buildGatewayDocument, type OpenApiDocument } from '../../lib/constructs/api/gateway-document.ts';

type Json = Record<string, unknown>;

const UNSUPPORTED = [
  ...['additionalProperties', 'allOf', 'anyOf', 'not', 'nullable', 'oneOf'],
  ...['callbacks', 'cookie', 'default', 'deprecated', 'discriminator', 'example', 'examples', 'externalDocs'],
  ...[
    'exclusiveMaximum',
    'exclusiveMinimum',
    'format',
    'links',
    'maxItems',
    'minItems',
    'readOnly',
    'writeOnly',
    '$ref',
  ],
];

const publicDocument = buildOpenApiDocument() as OpenApiDocument;
const gateway = buildGatewayDocument(publicDocument, { userPoolArn: 'arn:pool', functionArn: () => 'arn:function' });

/** Lists `<path> <key>` of every key at any depth, but inside of API Gateway's own extensions. */
function listKeys(value: unknown, path = ''): [path: string, key: string][] {
  if (Array.isArray(value)) return value.flatMap((item) => listKeys(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([key]) => !key.startsWith('x-amazon-apigateway-'))
    .flatMap(([key, child]) => [[path, key] as [string, string], ...listKeys(child, `${path}/${key}`)]);
}

const listOperations = ({ paths = {} }: OpenApiDocument) =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Json>).map(([method, operation]) => ({ path, method, ...operation }) as Json),
  );

describe('the document of the gateway', () => {
  test('has no key that the import does not support', () => {
    expect(listKeys(publicDocument).filter(([, key]) => UNSUPPORTED.includes(key)).length).toBeGreaterThan(100);
    expect(listKeys(gateway).filter(([, key]) => UNSUPPORTED.includes(key))).toEqual([]);
  });

  test('has no models, and parameters with the attributes that the import reads', () => {
    expect(Object.keys(gateway.components as Json)).toEqual(['securitySchemes']);
    const parameters = listOperations(gateway).flatMap((operation) => (operation.parameters ?? []) as Json[]);
    expect(parameters.length).toBeGreaterThan(5);
    for (const parameter of parameters) {
      expect(parameter).toEqual({ name: expect.any(String), in: 'path', required: true, schema: { type: 'string' } });
    }
  });

  test('has paths of whole segments, and security schemes of the one type that the import knows', () => {
    for (const path of Object.keys(gateway.paths ?? {})) expect(path).toMatch(/^(\/([\w.,-]+|\{\w+\}))+$/);
    const { securitySchemes } = gateway.components as { securitySchemes: Record<string, Json> };
    expect(Object.values(securitySchemes).map(({ type }) => type)).toEqual(['apiKey']);
  });

  test('has the calls of the public document, with the same scopes, paths and statuses', () => {
    const essence = (document: OpenApiDocument) =>
      listOperations(document).map(({ path, method, operationId, security, responses }) => ({
        ...{ path, method, operationId, security, statuses: Object.keys(responses as Json) },
      }));
    expect(essence(gateway)).toEqual(essence(publicDocument));
  });

  test('declares every parameter of its paths', () => {
    for (const { path, method, parameters = [] } of listOperations(gateway)) {
      const named = Array.from((path as string).matchAll(/\{(\w+)\}/g), ([, name]) => name);
      expect([path, method, (parameters as Json[]).map(({ name }) => name)]).toEqual([path, method, named]);
    }
  });
});
