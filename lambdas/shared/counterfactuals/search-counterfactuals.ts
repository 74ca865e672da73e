/**
 * Searches the smallest changes of features that change a decision. docs/counterfactuals.md explains the method and its
 * limits. Pure apart from scoring; the same input gives the same answers.
 */
import { deriveFeatures } from '../features/derive-features.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { Decision } from '../policy/decisions.ts';
import {
  type Candidate,
  type CandidateStore,
  createCandidateStore,
  type Picks,
  setPick,
  toChanges,
} from './candidates.ts';
import type { Lever } from './levers.ts';
import { type ChangedOutcome, compareOutcomes, reachesTarget, type ScoreChanges } from './score-changes.ts';

/** A change that really changes the decision: its features, with what follows from them, were scored again alone. */
export interface Counterfactual {
  changes: { lever: Lever; to: number | string }[];
  cost: number;
  features: FeatureRecord;
  outcome: ChangedOutcome;
}

export interface SearchResult {
  /** The cheapest first. */
  counterfactuals: Counterfactual[];
  /** Candidates that were scored. */
  searched: number;
  /** The candidate that comes nearest where none is enough; null where nothing can be changed. */
  nearest: Counterfactual | null;
}

export interface SearchLimits {
  target: Decision;
  maxChanges: number;
  maxAnswers: number;
}

/** Sets of levers whose values are tried together; the others are only tried at their best. */
const MAX_SETS = 12;
/** Levers that are combined: those that help most alone. All are tried alone. */
const MAX_COMBINED_LEVERS = 12;
/** Values of each lever that are tried together, by the number of levers. */
const GRID_CHOICES: Readonly<Record<number, number>> = { 2: 6, 3: 4 };

/** @param record the features of the decision, which does not reach the target */
export async function searchCounterfactuals(
  score: ScoreChanges,
  record: FeatureRecord,
  levers: readonly Lever[],
  { target, maxChanges, maxAnswers }: SearchLimits,
): Promise<SearchResult> {
  const store = createCandidateStore(record, levers, score);
  const flips = (candidate: Candidate | undefined): candidate is Candidate =>
    candidate !== undefined && reachesTarget(candidate.outcome.decision, target);
  const singles = await store.score(
    levers.flatMap(({ choices }, lever) => choices.map((_, choice): Picks => [[lever, choice]])),
  );
  const found = findCheapestSingles(singles.filter(flips));
  const usable = listUsableChoices(levers, singles, found);
  const combined: Candidate[] = [];
  for (let size = 2; size <= Math.min(maxChanges, levers.length); size += 1) {
    const starts = await findStarts(store, usable, size, flips);
    for (const start of starts) combined.push(await reduceCandidate(store, levers, start, flips));
  }
  const counterfactuals: Counterfactual[] = [];
  const answers: Candidate[] = [];
  for (const candidate of sortByCost([...found.values(), ...combined])) {
    if (counterfactuals.length === maxAnswers) break;
    if (isCovered(candidate, answers)) continue;
    const confirmed = await scoreAgain(score, record, levers, candidate);
    if (!confirmed || !reachesTarget(confirmed.outcome.decision, target)) continue;
    answers.push(candidate);
    counterfactuals.push(confirmed);
  }
  const nearest = store.getNearest();
  const isNeeded = counterfactuals.length === 0 && nearest !== undefined;
  return {
    counterfactuals,
    searched: store.countScored(),
    nearest: isNeeded ? ((await scoreAgain(score, record, levers, nearest)) ?? null) : null,
  };
}

/** The cheapest flip of each lever alone. */
function findCheapestSingles(flips: readonly Candidate[]): Map<number, Candidate> {
  const cheapest = new Map<number, Candidate>();
  for (const candidate of flips) {
    const lever = candidate.picks[0]?.[0] ?? -1;
    const other = cheapest.get(lever);
    if (!other || candidate.cost < other.cost) cheapest.set(lever, candidate);
  }
  return cheapest;
}

/**
 * A lever's choices that cost less than its cheapest flip alone, the cheapest first; `best` is the one with the mildest
 * decision, and of these the lowest PD.
 */
interface UsableChoices {
  lever: number;
  choices: readonly number[];
  best: number;
}

function listUsableChoices(
  levers: readonly Lever[],
  singles: readonly (Candidate | undefined)[],
  found: ReadonlyMap<number, Candidate>,
): UsableChoices[] {
  const byLever = Map.groupBy(
    singles.filter((single) => single !== undefined),
    ({ picks }) => picks[0]?.[0] ?? -1,
  );
  const helpful = levers.flatMap((_, lever) => {
    const limit = found.get(lever)?.cost ?? Number.POSITIVE_INFINITY;
    const cheaper = (byLever.get(lever) ?? []).filter(({ cost }) => cost < limit);
    const [best] = cheaper.toSorted((a, b) => compareOutcomes(a.outcome, b.outcome) || a.cost - b.cost);
    return best ? [{ lever, choices: cheaper.map(getChoice), best: getChoice(best), outcome: best.outcome }] : [];
  });
  return helpful
    .toSorted((a, b) => compareOutcomes(a.outcome, b.outcome))
    .slice(0, MAX_COMBINED_LEVERS)
    .toSorted((a, b) => a.lever - b.lever);
}

const getChoice = ({ picks }: Candidate): number => picks[0]?.[1] ?? 0;

/**
 * Finds the cheapest flip of each promising set of levers on a coarse grid. A set is promising where its levers' best
 * choices together flip, or come nearest to it.
 */
async function findStarts(
  store: CandidateStore,
  usable: readonly UsableChoices[],
  size: number,
  flips: (candidate: Candidate | undefined) => candidate is Candidate,
): Promise<Candidate[]> {
  const sets = listSets(usable, size);
  const corners = await store.score(sets.map((set) => set.map(({ lever, best }) => [lever, best] as const)));
  const promising = sets
    .map((set, i) => ({ set, corner: corners[i] }))
    .filter((item): item is { set: UsableChoices[]; corner: Candidate } => item.corner !== undefined)
    .toSorted((a, b) => compareOutcomes(a.corner.outcome, b.corner.outcome))
    .slice(0, MAX_SETS);
  const starts: Candidate[] = [];
  for (const { set, corner } of promising) {
    const grid = await store.score(listGridPicks(set, GRID_CHOICES[size] ?? 2));
    const [cheapest] = [corner, ...grid].filter(flips).toSorted((a, b) => a.cost - b.cost);
    if (cheapest) starts.push(cheapest);
  }
  return starts;
}

/** Every set of `size` levers. */
function listSets(usable: readonly UsableChoices[], size: number): UsableChoices[][] {
  if (size === 0) return [[]];
  return usable.flatMap((first, i) => listSets(usable.slice(i + 1), size - 1).map((rest) => [first, ...rest]));
}

/** Every combination of some choices of each lever, evenly spread, its best and its dearest among them. */
function listGridPicks(set: readonly UsableChoices[], count: number): Picks[] {
  return set.reduce<Picks[]>(
    (list, { lever, choices, best }) => {
      const some = Array.from(
        { length: count },
        (_, i) => choices[Math.round((i * (choices.length - 1)) / Math.max(count - 1, 1))],
      );
      const distinct = [...new Set([...some, best])].filter((choice) => choice !== undefined);
      return list.flatMap((picks) => distinct.map((choice): Picks => [...picks, [lever, choice]]));
    },
    [[]],
  );
}

/** Makes a flip cheaper, one lever at a time, until no lever can be moved nearer to its value, or left as it is. */
async function reduceCandidate(
  store: CandidateStore,
  levers: readonly Lever[],
  start: Candidate,
  flips: (candidate: Candidate | undefined) => candidate is Candidate,
): Promise<Candidate> {
  let current = start;
  for (;;) {
    const cheaper = current.picks.flatMap(([lever, choice]) => {
      const choices = levers[lever]?.choices ?? [];
      const limit = choices[choice]?.cost ?? 0;
      const indexes = choices.flatMap(({ cost }, index) => (cost < limit ? [index] : []));
      const removal = current.picks.length > 1 ? [setPick(current.picks, lever, null)] : [];
      return [...removal, ...indexes.map((index) => setPick(current.picks, lever, index))];
    });
    const [best] = (await store.score(cheaper)).filter(flips).toSorted((a, b) => a.cost - b.cost);
    if (!best) return current;
    current = best;
  }
}

const sortByCost = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.toSorted((a, b) => a.cost - b.cost || a.picks.length - b.picks.length);

/** Whether a cheaper answer changes the same levers, or some of them. */
function isCovered({ picks }: Candidate, answers: readonly Candidate[]): boolean {
  const changed = new Set(picks.map(([lever]) => lever));
  return answers.some((answer) => answer.picks.every(([lever]) => changed.has(lever)));
}

/** Scores a candidate alone, as a prediction is: a row of many may differ in the last bits. */
async function scoreAgain(
  score: ScoreChanges,
  record: FeatureRecord,
  levers: readonly Lever[],
  { picks, cost }: Candidate,
): Promise<Counterfactual | undefined> {
  const values = toChanges(levers, picks);
  const features = deriveFeatures(record, values);
  const [outcome] = features ? await score([features]) : [];
  if (!features || !outcome) return undefined;
  const changes = picks.flatMap(([index]) => {
    const lever = levers[index];
    const to = lever && values[lever.feature];
    return lever && to !== undefined ? [{ lever, to }] : [];
  });
  return { changes, cost, features, outcome };
}
