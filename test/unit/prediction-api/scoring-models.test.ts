/** How soon a promotion takes effect in a running function. */
import { expect, test } from '@jest/globals';
import { NoChampion } from '../../../lambdas/prediction-api/http/problem.ts';
import { createScoringModelsReader } from '../../../lambdas/prediction-api/predictions/scoring-models.ts';
import type { Database } from '../../../lambdas/shared/aws/database.ts';

/** A registry whose champion the test changes, and a clock in seconds. */
function harness() {
  const state = { champion: 'v1' as string | null, seconds: 0, queries: 0 };
  const query = async () => {
    state.queries += 1;
    return state.champion ? [{ stage: 'champion', version: state.champion, key: 'k', sha256: 's' }] : [];
  };
  const reader = createScoringModelsReader(
    () => ({ query }) as unknown as Database,
    () => state.seconds * 1000,
  );
  return { state, version: async () => (await reader()).champion.version };
}

test('a promotion takes effect within half a minute, and the database is queried no more often', async () => {
  const { state, version } = harness();
  expect(await version()).toBe('v1');
  state.champion = 'v2';
  for (state.seconds = 1; state.seconds < 30; state.seconds += 1) expect(await version()).toBe('v1');
  expect(state.queries).toBe(1);
  expect([await version(), await version(), state.queries]).toEqual(['v2', 'v2', 2]);
});

test('before the first champion the database is queried every time, so that the first request after a training succeeds', async () => {
  const { state, version } = harness();
  state.champion = null;
  await expect(version()).rejects.toThrow(NoChampion);
  state.champion = 'v1';
  expect(await version()).toBe('v1');
});
