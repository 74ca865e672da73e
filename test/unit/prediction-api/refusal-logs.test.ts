/** Tests that a refused call is logged with its kind and its caller, and that nothing of the request is. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { predictRoute } from '../../../lambdas/prediction-api/contract/routes/predictions.ts';
import { createApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { bindOperation } from '../../../lambdas/prediction-api/http/operation.ts';
import { buildServiceClaims, callApi } from '../../../testing/api/gateway-event.ts';

const handler = createApiHandler('test/echo', [bindOperation(predictRoute, async () => ({}) as never)]);
const call = (claims: Record<string, string> | null, body: object) =>
  callApi(handler, { method: 'POST', resource: '/v1/predict', body, claims });

let lines: string[];
beforeEach(() => {
  lines = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('a refusal has its kind and its caller, and nothing of the request', async () => {
  const claims = buildServiceClaims('risk/read');
  await call(claims, { application_id: 'canary' });
  await call(buildServiceClaims('risk/score'), { application_id: 'canary', canary: 'canary' });
  await call(null, { application_id: 'canary' });
  const logged = lines.filter((line) => line.includes('"level"')).map((line) => JSON.parse(line));
  expect(logged).toMatchObject([
    { message: 'missing-scope', status: 403, caller: claims.client_id },
    { message: 'invalid-body', status: 422, caller: claims.client_id },
    { message: 'no-token', status: 401 },
  ]);
  expect(logged[2]).not.toHaveProperty('caller');
  expect(lines.join()).not.toContain('canary');
});
