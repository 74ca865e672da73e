/** Simulates a policy on applications that are made up, in memory: a result as the workflow makes it. */

import { assessApplication } from '../../lambdas/shared/decision/decide.ts';
import type { FeatureRecord } from '../../lambdas/shared/features/feature-record.ts';
import { DEFAULT_SCORE_SCALE } from '../../lambdas/shared/model/score-scale.ts';
import type { Policy } from '../../lambdas/shared/policy/policy.ts';
import { listPolicyFeatures } from '../../lambdas/shared/policy/readings.ts';
import type { SimulationResult } from '../../lambdas/shared/simulation/simulation-result.ts';
import { buildResult } from '../../lambdas/simulation/statistics/build-result.ts';
import { CurveCounter, type CutOffPair } from '../../lambdas/simulation/statistics/curve.ts';
import { countRow, createTally, type SimulatedRow } from '../../lambdas/simulation/statistics/tally.ts';
import { createRandom, type SeededRandom } from '../random.ts';

interface Sides {
  baseline: Policy;
  candidate: Policy;
}

/** The same seed has the same applications, whatever the policies. */
export function simulateRows({ baseline, candidate }: Sides, rows: number, seed = 16): SimulationResult {
  const random = createRandom(seed);
  const names = [
    ...new Set([baseline, candidate].flatMap((policy) => listPolicyFeatures(policy).map(({ name }) => name))),
  ];
  const cut_offs = candidate.cut_offs.map(
    ({ when = null, ...pair }, position): CutOffPair => ({
      policy_version: candidate.version,
      position,
      when,
      ...pair,
    }),
  );
  const counters = cut_offs.map((pair) => new CurveCounter(pair));
  const tally = createTally(1);
  for (let index = 0; index < rows; index += 1) {
    const features = makeFeatures(names.toSorted(), random);
    const pd = Math.fround(random.next() ** 3);
    const decide = (policy: Policy) => assessApplication(policy, pd, features, policy.score ?? DEFAULT_SCORE_SCALE);
    const [now, simulated] = [decide(baseline), decide(candidate)];
    const row: SimulatedRow = {
      day: `2026-10-0${1 + random.below(3)}`,
      baseline: { ...now, policy_version: baseline.version },
      candidate: { ...simulated, policy_version: candidate.version },
      stored: now.decision,
      outcome: now.decision === 'approve' && random.chance(0.6) ? Number(random.chance(pd)) : null,
      segments: [String(features.purpose ?? 'home')],
      fairness: { sex: random.pick(['f', 'm', null]) },
    };
    countRow(tally, row);
    counters[simulated.cut_off]?.count(row, simulated.without_cut_offs);
  }
  tally.curves = counters.map(({ sums }) => sums);
  return buildResult(tally, { segments: [{ name: 'purpose', label: 'Purpose of the loan' }], cut_offs });
}

const CATEGORIES: Record<string, readonly string[]> = {
  purpose: ['car', 'home', 'education'],
  employment_status: ['permanent', 'temporary'],
};

/** The exposure is always known, since without it nothing is decided. */
function makeFeatures(names: readonly string[], random: SeededRandom): FeatureRecord {
  const entries = names.map((name) => {
    const [isKnown, share] = [random.chance(0.9), random.next()];
    if (CATEGORIES[name]) return [name, isKnown ? random.pick(CATEGORIES[name]) : null];
    if (name === 'amount') return [name, 1000 + Math.round(50_000 * share)];
    if (name === 'age_years') return [name, isKnown ? 16 + Math.round(60 * share) : null];
    if (name === 'term_months') return [name, isKnown ? 6 + Math.round(60 * share) : null];
    return [name, isKnown ? 2 * share : null];
  });
  return Object.fromEntries(entries);
}
