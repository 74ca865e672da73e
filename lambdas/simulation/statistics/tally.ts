/**
 * Counts simulated applications into sums that can be added up over parts. Open it to change what a simulation counts;
 * build-result.ts makes figures of the sums. Pure functions, no I/O.
 */
import type { DecisionResult } from '../../shared/decision/decide.ts';
import { DECISIONS, type Decision } from '../../shared/policy/decisions.ts';

/** What is summed for each pair of decisions. Money is in cents, so that sums are exact. */
export const SUMS = [
  'rows',
  'exposure',
  'baseline_loss',
  'candidate_loss',
  'baseline_return',
  'baseline_return_rows',
  'candidate_return',
  'candidate_return_rows',
  'baseline_pd',
  'candidate_pd',
  'known',
  'defaults',
] as const;
export type Sum = (typeof SUMS)[number];
const WIDTH = SUMS.length;

/** Sums of the nine pairs of decisions, one after the other: baseline × candidate × sum. */
export type PairSums = number[];

/** An application as both ways decide it. */
export interface SimulatedRow {
  /** As-of day, `YYYY-MM-DD`. */
  day: string;
  baseline: SimulatedDecision;
  candidate: SimulatedDecision;
  /** Decision of the policy of its time. */
  stored: string;
  /** 1 a default, 0 none, null unknown. */
  outcome: number | null;
  /** Values of the segment features, in the order of the tally's. */
  segments: readonly (string | null)[];
  /** Groups by attribute. */
  fairness: Readonly<Record<string, string | null>>;
}

export type SimulatedDecision = Pick<DecisionResult, 'pd' | 'decision' | 'decided_by' | 'ead' | 'expected_loss'> & {
  policy_version: string;
  expected_return: number | null;
};

/** The sums of a part, or of all parts. JSON. */
export interface Tally {
  all: PairSums;
  not_decided: number;
  stored_different: number;
  /** By feature, in order, then by value; null is `\u0000`. */
  segments: Record<string, PairSums>[];
  fairness: Record<string, Record<string, PairSums>>;
  /** By day: rows, referrals of the baseline, of the candidate. */
  days: Record<string, number[]>;
  /** By what decided: rows of the baseline, of the candidate. */
  decided_by: Record<string, number[]>;
  /** By version: rows of the baseline, of the candidate. */
  policy_versions: Record<string, number[]>;
  unknown_features: Record<string, number[]>;
  /** By pair of cut-offs: the sums of curve.ts, bin after bin. */
  curves: number[][];
}

/** The key of an unknown value. No category has it, because PostgreSQL stores no zero byte. */
export const UNKNOWN_KEY = '\u0000';
/** The key of the values of a feature, or groups of an attribute, beyond the first thousand: it bounds a part's sums. */
export const OTHER_KEY = '\u0001';
const MAX_VALUES = 1000;

export function createTally(segmentFeatures: number): Tally {
  return {
    all: createPairSums(),
    not_decided: 0,
    stored_different: 0,
    segments: Array.from({ length: segmentFeatures }, () => createRecord<PairSums>()),
    fairness: createRecord(),
    days: createRecord(),
    decided_by: createRecord(),
    policy_versions: createRecord(),
    unknown_features: createRecord(),
    curves: [],
  };
}

const createPairSums = (): PairSums => new Array(WIDTH * DECISIONS.length ** 2).fill(0);
const createCounts = () => [0, 0];
/** Without a prototype, because categories and groups are keys. */
export const createRecord = <Value>(): Record<string, Value> => Object.create(null);
const CENTS = 100;

/** The value of a key, made where there is none. */
export function obtain<Value>(record: Record<string, Value>, key: string, create: () => Value): Value {
  const known = record[key];
  if (known !== undefined) return known;
  const made = create();
  record[key] = made;
  return made;
}

/** Adds one application. */
export function countRow(tally: Tally, row: SimulatedRow): void {
  const { baseline, candidate } = row;
  const pair = findPair(baseline.decision, candidate.decision);
  const sums = listSums(row);
  addSums(tally.all, pair, sums);
  if (row.stored !== baseline.decision) tally.stored_different += 1;
  for (const [i, values] of tally.segments.entries()) {
    addSums(findValue(values, row.segments[i] ?? UNKNOWN_KEY), pair, sums);
  }
  for (const attribute in row.fairness) {
    const groups = obtain<Record<string, PairSums>>(tally.fairness, attribute, createRecord);
    addSums(findValue(groups, row.fairness[attribute] ?? UNKNOWN_KEY), pair, sums);
  }
  const day = obtain(tally.days, row.day, () => [0, 0, 0]);
  increase(day, 0);
  if (baseline.decision === 'refer') increase(day, 1);
  if (candidate.decision === 'refer') increase(day, 2);
  increase(obtain(tally.decided_by, baseline.decided_by, createCounts), 0);
  increase(obtain(tally.decided_by, candidate.decided_by, createCounts), 1);
  increase(obtain(tally.policy_versions, baseline.policy_version, createCounts), 0);
  increase(obtain(tally.policy_versions, candidate.policy_version, createCounts), 1);
}

function findValue(values: Record<string, PairSums>, key: string): PairSums {
  const known = values[key];
  if (known) return known;
  const isFull = key !== UNKNOWN_KEY && Object.keys(values).length >= MAX_VALUES;
  return obtain(values, isFull ? OTHER_KEY : key, createPairSums);
}

function listSums({ baseline, candidate, outcome }: SimulatedRow): number[] {
  return [
    1,
    toCents(candidate.ead),
    toCents(baseline.expected_loss),
    toCents(candidate.expected_loss),
    toCents(baseline.expected_return ?? 0),
    baseline.expected_return === null ? 0 : 1,
    toCents(candidate.expected_return ?? 0),
    candidate.expected_return === null ? 0 : 1,
    baseline.pd,
    candidate.pd,
    outcome === null ? 0 : 1,
    outcome ?? 0,
  ];
}

export const toCents = (money: number): number => Math.round(money * CENTS);
export const toMoney = (cents: number): number => cents / CENTS;

const findPair = (baseline: Decision, candidate: Decision): number =>
  DECISIONS.indexOf(baseline) * DECISIONS.length + DECISIONS.indexOf(candidate);

function addSums(to: PairSums, pair: number, sums: readonly number[]): void {
  const start = pair * WIDTH;
  for (let i = 0; i < WIDTH; i++) to[start + i] = (to[start + i] as number) + (sums[i] as number);
}

export function increase(counts: number[], i: number, by = 1): void {
  counts[i] = (counts[i] as number) + by;
}

/** Reads one sum over the pairs of decisions that are chosen. */
export function readSum(
  sums: PairSums,
  sum: Sum,
  isChosen: (baseline: Decision, candidate: Decision) => boolean = () => true,
): number {
  let total = 0;
  for (const baseline of DECISIONS) {
    for (const candidate of DECISIONS) {
      if (isChosen(baseline, candidate))
        total += sums[findPair(baseline, candidate) * WIDTH + SUMS.indexOf(sum)] as number;
    }
  }
  return total;
}
