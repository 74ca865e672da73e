/** The TypeScript client: its types match the OpenAPI document, and it fetches a new token after a 401. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { components } from '../../../clients/typescript/api.ts';
import { ApiProblem, createRiskClient } from '../../../clients/typescript/client.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

test('clients/typescript/api.ts is up to date (npm run api:client)', () => {
  execFileSync('node', ['scripts/api-client.ts', '--check'], { cwd: ROOT, stdio: 'pipe' });
});

test('an item of a prediction list has the type of a prediction request', () => {
  type Item = components['schemas']['PredictBatchRequest']['items'][number];
  const items: Item[] = [{ application_id: '3' }, { customer_id: '3', amount: 1 }, { features: { amount: null } }];
  // @ts-expect-error not a prediction target
  items.push({ aplication_id: '3' });
  expect(items).toHaveLength(4);
});

describe('a call', () => {
  /** A client whose requests are recorded and get these responses, one after the other. */
  const harness = (...answers: [number, unknown][]) => {
    const requests: { url: string; token: string | null; body: string }[] = [];
    let tokens = 0;
    const client = createRiskClient({
      baseUrl: 'https://api.example/live',
      token: async () => `token-${++tokens}`,
      fetch: async (request) => {
        const { url, headers } = request;
        requests.push({ url, token: headers.get('authorization'), body: await request.text() });
        const [status, answer] = answers[requests.length - 1] ?? [500, undefined];
        return Response.json(answer, { status });
      },
    });
    return { client, requests };
  };

  test('sends path, body and the cached token', async () => {
    const { client, requests } = harness([200, { score: 600 }], [200, { customer_id: 'c/1' }]);
    const { data } = await client.POST('/v1/predict', { body: { application_id: '3' } });
    await client.GET('/v1/risk-score/{customer_id}', { params: { path: { customer_id: 'c/1' }, query: { limit: 5 } } });
    expect(data?.score).toBe(600);
    expect(requests).toEqual([
      { url: 'https://api.example/live/v1/predict', token: 'Bearer token-1', body: '{"application_id":"3"}' },
      { url: 'https://api.example/live/v1/risk-score/c%2F1?limit=5', token: 'Bearer token-1', body: '' },
    ]);
  });

  test('that is 401 is repeated once with a new token', async () => {
    const { client, requests } = harness([401, { message: 'Unauthorized' }], [200, { score: 600 }]);
    await client.POST('/v1/predict', { body: { application_id: '3' } });
    expect(requests.map(({ token, body }) => [token, body])).toEqual([
      ['Bearer token-1', '{"application_id":"3"}'],
      ['Bearer token-2', '{"application_id":"3"}'],
    ]);
    const refused = harness([401, { message: 'Unauthorized' }], [401, { message: 'Unauthorized' }]);
    await expect(refused.client.GET('/v1/models', {})).rejects.toThrow('401 Refused: The gateway refused it.');
  });

  test('that gets a problem throws it', async () => {
    const problem = { type: 'urn:risk:problem:x', title: 'Not Found', status: 404, detail: 'None.', errors: [] };
    const { client } = harness([404, problem]);
    const thrown = await client.GET('/v1/models', {}).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ApiProblem);
    expect(thrown).toMatchObject({ problem, message: '404 Not Found: None.' });
  });
});
