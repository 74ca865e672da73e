/** How soon a promotion is seen by a function that runs. */
import { expect, test } from '@jest/globals';
import { NoChampion } from '../../../lambdas/prediction-api/http/problem.ts';
import { createScoringModelsReader } from '../../../lambdas/prediction-api/predictions/scoring-models.ts';
import type { Database } from '../../../lambdas/shared/aws/database.ts';

/** A registry whose champion the test moves, and a clock in seconds. */
function harness() {
  const state = { champion: 'v1' as string | null, seconds: 0, asked: 0 };
  const query = async () => {
    state.asked += 1;
    return state.champion ? [{ stage: 'champion', version: state.champion, key: 'k', sha256: 's' }] : [];
  };
  const reader = createScoringModelsReader(
    () => ({ query }) as unknown as Database,
    () => state.seconds * 1000,
  );
  return { state, version: async () => (await reader()).champion.version };
}

test('a promotion is followed within half a minute, and the database is asked no more often', async () => {
  const { state, version } = harness();
  expect(await version()).toBe('v1');
  state.champion = 'v2';
  for (state.seconds = 1; state.seconds < 30; state.seconds += 1) expect(await version()).toBe('v1');
  expect(state.asked).toBe(1);
  expect([await version(), await version(), state.asked]).toEqual(['v2', 'v2', 2]);
});

test('before the first champion it is asked every time, so that the first request after a training is answered', async () => {
  const { state, version } = harness();
  state.champion = null;
  await expect(version()).rejects.toThrow(NoChampion);
  state.champion = 'v1';
  expect(await version()).toBe('v1');
});
