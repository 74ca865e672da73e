/** The TypeScript client: its types are those of the OpenAPI document, and a refused token is asked for anew. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { components } from '../../../clients/typescript/api.ts';
import { ApiProblem, createRiskClient } from '../../../clients/typescript/client.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

test('clients/typescript/api.ts is what `npm run api:client` writes', () => {
  execFileSync('node', ['scripts/api-client.ts', '--check'], { cwd: ROOT, stdio: 'pipe' });
});

test('an item of a batch is held to the three ways', () => {
  type Item = components['schemas']['PredictBatchRequest']['items'][number];
  const items: Item[] = [{ application_id: '3' }, { customer_id: '3', amount: 1 }, { features: { amount: null } }];
  // @ts-expect-error no way to ask
  items.push({ aplication_id: '3' });
  expect(items).toHaveLength(4);
});

describe('a call', () => {
  /** Answers one after the other; what was asked with is kept. */
  const harness = (...answers: [number, unknown][]) => {
    const asked: { url: string; token: string | null; body: string }[] = [];
    let tokens = 0;
    const client = createRiskClient({
      baseUrl: 'https://api.example/live',
      token: async () => `token-${++tokens}`,
      fetch: async (request) => {
        const { url, headers } = request;
        asked.push({ url, token: headers.get('authorization'), body: await request.text() });
        const [status, answer] = answers[asked.length - 1] ?? [500, undefined];
        return Response.json(answer, { status });
      },
    });
    return { client, asked };
  };

  test('carries path, body and a token that is kept', async () => {
    const { client, asked } = harness([200, { score: 600 }], [200, { customer_id: 'c/1' }]);
    const { data } = await client.POST('/v1/predict', { body: { application_id: '3' } });
    await client.GET('/v1/risk-score/{customer_id}', { params: { path: { customer_id: 'c/1' }, query: { limit: 5 } } });
    expect(data?.score).toBe(600);
    expect(asked).toEqual([
      { url: 'https://api.example/live/v1/predict', token: 'Bearer token-1', body: '{"application_id":"3"}' },
      { url: 'https://api.example/live/v1/risk-score/c%2F1?limit=5', token: 'Bearer token-1', body: '' },
    ]);
  });

  test('that is refused is made again once, with another token', async () => {
    const { client, asked } = harness([401, { message: 'Unauthorized' }], [200, { score: 600 }]);
    await client.POST('/v1/predict', { body: { application_id: '3' } });
    expect(asked.map(({ token, body }) => [token, body])).toEqual([
      ['Bearer token-1', '{"application_id":"3"}'],
      ['Bearer token-2', '{"application_id":"3"}'],
    ]);
    const refused = harness([401, { message: 'Unauthorized' }], [401, { message: 'Unauthorized' }]);
    await expect(refused.client.GET('/v1/models', {})).rejects.toThrow('401 Refused: The gateway refused it.');
  });

  test('that is a problem throws it', async () => {
    const problem = { type: 'urn:risk:problem:x', title: 'Not Found', status: 404, detail: 'None.', errors: [] };
    const { client } = harness([404, problem]);
    const thrown = await client.GET('/v1/models', {}).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ApiProblem);
    expect(thrown).toMatchObject({ problem, message: '404 Not Found: None.' });
  });
});
