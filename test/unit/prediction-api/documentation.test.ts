/** The documentation page and the OpenAPI document, as the deployed function returns them. */
import '../../../testing/silence-logs.ts';
import { routes } from '../../../lambdas/prediction-api/contract/routes.ts';
import { documentationHandler } from '../../../lambdas/prediction-api/documentation.lambda.ts';
import { callApi, callApiForText } from '../../../testing/api/gateway-event.ts';

beforeAll(() => {
  Object.assign(process.env, {
    TOKEN_URL: 'https://sign-in.example/oauth2/token',
    AUTHORIZE_URL: 'https://sign-in.example/oauth2/authorize',
  });
});

const handler = documentationHandler();
const open = (resource: string, path?: Record<string, string>) =>
  callApiForText(handler, { resource, path, claims: null });

test('the document has the URLs of the API and of tokens', async () => {
  const { status, headers, body } = await callApi(handler, { resource: '/v1/openapi.json', claims: null });
  expect([status, headers['content-type']]).toEqual([200, 'application/json']);
  expect(body).toMatchObject({ openapi: '3.0.3', servers: [{ url: '..' }] });
  const { flows } = body.components.securitySchemes.oauth2;
  expect(flows.clientCredentials.tokenUrl).toBe('https://sign-in.example/oauth2/token');
  expect(flows.authorizationCode.authorizationUrl).toBe('https://sign-in.example/oauth2/authorize');
});

test('the document has every call, and the bodies of predictions', async () => {
  const { body } = await callApi(handler, { resource: '/v1/openapi.json', claims: null });
  expect(Object.keys(body.paths).toSorted()).toEqual([...new Set(routes.map(({ path }) => path))].toSorted());
  const readBodySchema = (path: string) => body.paths[path].post.requestBody.content['application/json'].schema;
  expect(readBodySchema('/v1/predict')).toEqual({ $ref: '#/components/schemas/PredictRequest' });
  expect(readBodySchema('/v1/predict/batch')).toEqual({ $ref: '#/components/schemas/PredictBatchRequest' });
});

test('the page needs no other host, and its policy allows none', async () => {
  const { status, headers, body } = await open('/v1/docs');
  expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'; script-src 'self';");
  expect(policy).not.toMatch(/https?:|\*|unsafe/);
  const linked = Array.from(body.matchAll(/(?:src|href)="([^"]+)"/g), ([, address = '']) => address);
  expect(linked).toEqual(['data:,', 'docs/swagger-ui.css', 'docs/swagger-ui-bundle.js', 'docs/start.js']);
  expect(body).not.toMatch(/<script>| on\w+=/);
});

test.each([
  ['swagger-ui.css', 'text/css', '.swagger-ui'],
  ['swagger-ui-bundle.js', 'text/javascript', 'SwaggerUIBundle'],
  ['start.js', 'text/javascript', "fetch('openapi.json')"],
])('its file %s is served with headers for caching and against sniffing', async (file, type, content) => {
  const { status, headers, body } = await open('/v1/docs/{file}', { file });
  expect([status, headers['content-type'], headers['x-content-type-options']]).toEqual([
    200,
    `${type}; charset=utf-8`,
    'nosniff',
  ]);
  expect(headers['cache-control']).toContain('max-age');
  expect(body).toContain(content);
});

test.each(['package.json', '../package.json', 'index.html'])('another file is refused: %s', async (file) => {
  expect((await open('/v1/docs/{file}', { file })).status).toBe(400);
});
