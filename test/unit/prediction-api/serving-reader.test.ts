/** How soon an activation or a promotion takes effect in a running function, and that no corrupt policy ever decides. */
import { expect, test } from '@jest/globals';
import { NoChampion } from '../../../lambdas/prediction-api/http/problem.ts';
import { createServingReader } from '../../../lambdas/prediction-api/predictions/serving-reader.ts';
import type { Database } from '../../../lambdas/shared/aws/database.ts';
import { PolicyCorrupt } from '../../../lambdas/shared/serving/errors.ts';
import { findSeedPolicy } from '../../../testing/policies/seed-policies.ts';

const [first, second] = [findSeedPolicy('2026-11-01'), findSeedPolicy('2026-11-23')];

/** A database whose champion and policy the test changes, and a clock in seconds. */
function harness() {
  const state = { champion: 'v1' as string | null, policy: first, seconds: 0, states: 0, documents: 0 };
  const reported: Error[] = [];
  const query = async (sql: string) => {
    const { version, sha256, document } = state.policy;
    if (sql.includes('generate_series')) {
      state.documents += 1;
      return [document.slice(0, 100), document.slice(100)].map((text) => ({ version, text }));
    }
    state.states += 1;
    const assigned = { assignment_id: 1, default_version: version, segments: [], experiments: [] };
    const inputs = { num: [], cat: [] };
    const model = { version: state.champion, key: 'k', sha256: 's', manifest_sha256: null, inputs };
    return [
      { use: 'state', content: { ...assigned, policies: [{ version, sha256 }] } },
      ...(state.champion ? [{ use: 'champion', content: model }] : []),
    ];
  };
  const reader = createServingReader(
    () => ({ query }) as unknown as Database,
    () => state.seconds * 1000,
  );
  const read = () => reader((error) => reported.push(error));
  return {
    ...{ state, reported, read },
    version: async () => (await read()).champion.version,
    policy: async () => (await read()).serving.state.default_version,
  };
}

test('a promotion takes effect within half a minute, and the database is queried no more often', async () => {
  const { state, version } = harness();
  expect(await version()).toBe('v1');
  state.champion = 'v2';
  for (state.seconds = 1; state.seconds < 30; state.seconds += 1) expect(await version()).toBe('v1');
  expect(state.states).toBe(1);
  expect([await version(), await version(), state.states]).toEqual(['v2', 'v2', 2]);
});

test('an activation takes effect within half a minute, and each document is read once', async () => {
  const { state, policy } = harness();
  expect(await policy()).toBe(first.version);
  state.policy = second;
  state.seconds = 29;
  expect(await policy()).toBe(first.version);
  for (state.seconds = 30; state.seconds < 300; state.seconds += 10) expect(await policy()).toBe(second.version);
  expect([state.states, state.documents]).toEqual([10, 2]);
});

test('before the first champion the database is queried every time, so that the first request after a training succeeds', async () => {
  const { state, version } = harness();
  state.champion = null;
  await expect(version()).rejects.toThrow(NoChampion);
  state.champion = 'v1';
  expect(await version()).toBe('v1');
});

test.each([
  ['does not have its hash', { document: second.document.replace('0.15', '0.95') }],
  ['is of another version', { version: '2027-01-01' }],
  ['is cut off', { document: second.document.slice(0, -1) }],
])('a policy that %s decides nothing: the one before goes on, and the fault is reported', async (_, change) => {
  const { state, policy, reported } = harness();
  expect(await policy()).toBe(first.version);
  state.policy = { ...second, ...change };
  state.seconds = 30;
  expect([await policy(), await policy()]).toEqual([first.version, first.version]);
  expect(reported).toEqual([expect.any(PolicyCorrupt)]);
  state.policy = second;
  state.seconds = 60;
  expect(await policy()).toBe(second.version);
});

test('a new process decides nothing by a corrupt policy', async () => {
  const { state, read } = harness();
  state.policy = { ...first, sha256: '0'.repeat(64) };
  await expect(read()).rejects.toThrow(PolicyCorrupt);
});
