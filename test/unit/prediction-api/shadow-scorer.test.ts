/** The shadow scorer: it never delays or fails a response, and pauses after faults. */
import { expect, test } from '@jest/globals';
import { createShadowScorer } from '../../../lambdas/prediction-api/predictions/shadow-scorer.ts';
import type { ModelReference } from '../../../lambdas/shared/model/errors.ts';
import type { ScoringModel } from '../../../lambdas/shared/model/load-model.ts';
import { openTestServing } from '../../../testing/policies/seed-policies.ts';

const serving = openTestServing();
const challenger = { version: 'v2', key: 'k', sha256: 's', manifest_sha256: null };
const row = { amount: 1, months_past_due_1: 0 };

/** A challenger that takes `milliseconds` a run and returns the raw output `raw`, with a clock that its runs advance. */
function harness({ milliseconds = 1, raw = -1, loads = true } = {}) {
  const state = { now: 0, loaded: 0, runs: 0, reported: [] as string[], milliseconds };
  const session = {
    outputNames: ['pd', 'raw', 'prepared'],
    run: async () => {
      state.runs += 1;
      state.now += state.milliseconds;
      const one = (value: number) => ({ data: Float32Array.of(value) });
      return { pd: one(0.25), raw: one(raw), prepared: one(1) };
    },
  };
  const manifest = { version: 'v2', inputs: { num: ['amount'], cat: [] }, prepared_from: ['amount'] };
  const load = async (reference: ModelReference) => {
    state.loaded += 1;
    if (!loads) throw new Error('no such object');
    return { reference, manifest, session } as unknown as ScoringModel;
  };
  const scorer = createShadowScorer(load, () => state.now);
  const ask = async (reference: ModelReference | undefined = challenger, features: object = row) => {
    const shadows = await scorer(reference, (what) => state.reported.push(what))([features as never], serving);
    await new Promise(setImmediate); // lets the background load run
    return shadows[0];
  };
  return { state, ask };
}

test('a challenger is loaded by the first request, which does not wait, and scores from then on', async () => {
  const { state, ask } = harness();
  expect(await ask()).toBeNull();
  expect(await ask()).toEqual({ model_version: 'v2', pd: 0.25, raw: -1, score: expect.any(Number) });
  expect([await ask(), state.loaded, state.reported]).toEqual([expect.anything(), 1, []]);
});

test('another challenger replaces it; without one nothing is loaded', async () => {
  const { state, ask } = harness();
  const { reported } = state;
  await ask();
  expect(await ask({ ...challenger, version: 'v3' })).toBeNull();
  expect([state.loaded, reported]).toEqual([2, []]);
  const none = createShadowScorer(async () => Promise.reject(new Error('never asked')))(undefined, () => {});
  expect(await none([row], serving)).toEqual([null]);
});

test('a challenger that cannot be loaded is reported once, and loaded again after a minute', async () => {
  const { state, ask } = harness({ loads: false });
  for (state.now = 0; state.now < 59_000; state.now += 1000) expect(await ask()).toBeNull();
  expect([state.loaded, state.reported]).toEqual([1, ['failed']]);
  state.now = 61_000;
  await ask();
  expect(state.loaded).toBe(2);
});

test('a challenger whose raw output is not a number has no shadow, and pauses', async () => {
  const { state, ask } = harness({ raw: Number.NaN });
  for (let i = 0; i < 4; i += 1) expect(await ask()).toBeNull();
  expect([state.runs, state.reported]).toEqual([1, ['failed']]);
});

test('a challenger pauses for ten seconds after three slow runs in a row', async () => {
  const { state, ask } = harness({ milliseconds: 21 });
  await ask();
  await ask();
  state.milliseconds = 1;
  await ask();
  state.milliseconds = 21;
  for (let i = 0; i < 3; i += 1) expect(await ask()).not.toBeNull();
  expect([await ask(), state.reported]).toEqual([null, ['slow']]);
  state.now += 10_000;
  expect(await ask()).not.toBeNull();
});

test('a row that lacks a feature of the challenger is not scored', async () => {
  const { state, ask } = harness();
  await ask();
  expect([await ask(challenger, { age_years: 30 }), state.runs, state.reported]).toEqual([null, 0, []]);
});
