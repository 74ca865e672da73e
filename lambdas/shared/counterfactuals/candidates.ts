/** Candidates of a search, each a choice of some levers, and a store that scores each of them once. */
import { deriveFeatures } from '../features/derive-features.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { Lever } from './levers.ts';
import { type ChangedOutcome, compareOutcomes, type ScoreChanges } from './score-changes.ts';

/** The index of the chosen value of each changed lever, by the lever's index, in the order of the levers. */
export type Picks = readonly (readonly [lever: number, choice: number])[];

/** A scored candidate. */
export interface Candidate {
  picks: Picks;
  cost: number;
  outcome: ChangedOutcome;
}

export interface CandidateStore {
  /** Scores what was not scored before, in one run. A candidate whose derived features are unknown is absent. */
  score: (list: readonly Picks[]) => Promise<(Candidate | undefined)[]>;
  countScored: () => number;
  /** The scored candidate nearest to the target: the mildest decision, then the smallest PD. */
  getNearest: () => Candidate | undefined;
}

const getKey = (picks: Picks): string => picks.map(([lever, choice]) => `${lever}:${choice}`).join(',');

/** Sums the effort of the choices. */
const sumCosts = (levers: readonly Lever[], picks: Picks): number =>
  picks.reduce((sum, [lever, choice]) => sum + (levers[lever]?.choices[choice]?.cost ?? Number.POSITIVE_INFINITY), 0);

/** The changed values by feature. */
export const toChanges = (levers: readonly Lever[], picks: Picks): Record<string, number | string> =>
  Object.fromEntries(
    picks.flatMap(([index, choice]) => {
      const lever = levers[index];
      const value = lever?.choices[choice]?.value;
      return lever && value !== undefined ? [[lever.feature, value]] : [];
    }),
  );

/** Sets the choice of one lever; null takes the change back. */
export const setPick = (picks: Picks, lever: number, choice: number | null): Picks => [
  ...picks.filter(([other]) => other < lever),
  ...(choice === null ? [] : [[lever, choice] as const]),
  ...picks.filter(([other]) => other > lever),
];

export function createCandidateStore(
  record: FeatureRecord,
  levers: readonly Lever[],
  score: ScoreChanges,
): CandidateStore {
  const known = new Map<string, Candidate | undefined>();
  let nearest: Candidate | undefined;
  let scored = 0;
  return {
    countScored: () => scored,
    getNearest: () => nearest,
    score: async (list) => {
      const fresh = new Map<string, { picks: Picks; features: FeatureRecord }>();
      for (const picks of list) {
        const key = getKey(picks);
        if (known.has(key) || fresh.has(key)) continue;
        const features = deriveFeatures(record, toChanges(levers, picks));
        if (features) fresh.set(key, { picks, features });
        else known.set(key, undefined);
      }
      const outcomes = await score([...fresh.values()].map(({ features }) => features));
      for (const [i, [key, { picks }]] of [...fresh].entries()) {
        const outcome = outcomes[i];
        if (!outcome) continue;
        const candidate = { picks, cost: sumCosts(levers, picks), outcome };
        known.set(key, candidate);
        scored += 1;
        if (!nearest || compareOutcomes(outcome, nearest.outcome) < 0) nearest = candidate;
      }
      return list.map((picks) => known.get(getKey(picks)));
    },
  };
}
