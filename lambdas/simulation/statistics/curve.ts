/**
 * Counts applications by PD for each pair of cut-offs, so that a page can move a cut-off without a new simulation. Pure
 * functions, no I/O.
 */
import type { Decision } from '../../shared/policy/decisions.ts';
import type { SimulatedCurve } from '../../shared/simulation/simulation-result.ts';
import { increase, type SimulatedRow, toCents, toMoney } from './tally.ts';

/** One entry of a policy's cut-offs. */
export interface CutOffPair {
  policy_version: string;
  /** Its position in the policy. */
  position: number;
  /** Its condition; null for the last. */
  when: unknown;
  approve_below_pd: number;
  decline_from_pd: number;
}

const BIN_SUMS = [
  'rows',
  'swap_ins',
  'exposure',
  'expected_loss',
  'expected_return',
  'return_rows',
  'pd_sum',
  'known',
  'defaults',
  'referred',
  'declined',
] as const;
type BinSum = (typeof BIN_SUMS)[number];
const WIDTH = BIN_SUMS.length;
const INDEX = Object.fromEntries(BIN_SUMS.map((name, i) => [name, i])) as Record<BinSum, number>;

/**
 * Lists the edges of the bins: steps of 0.1 points up to 10 %, then of half a point, and the cut-offs themselves, so
 * that the figures at the policy's own cut-offs are exact.
 */
export function listEdges({
  approve_below_pd,
  decline_from_pd,
}: Pick<CutOffPair, 'approve_below_pd' | 'decline_from_pd'>): number[] {
  const fine = Array.from({ length: 100 }, (_, i) => i / 1000);
  const coarse = Array.from({ length: 180 }, (_, i) => (i + 20) / 200);
  return [...new Set([...fine, ...coarse, approve_below_pd, decline_from_pd])]
    .filter((edge) => edge < 1)
    .toSorted((a, b) => a - b);
}

/** Counts the applications of one pair of cut-offs. */
export class CurveCounter {
  readonly sums: number[];
  /** As float32, the type of a PD, as the engine compares them. */
  readonly #edges: Float32Array;

  constructor(cutOffs: CutOffPair) {
    this.#edges = Float32Array.from(listEdges(cutOffs));
    this.sums = new Array(this.#edges.length * WIDTH).fill(0);
  }

  /** @param verdict strictest decision without the cut-offs */
  count({ baseline, candidate, outcome }: SimulatedRow, verdict: Decision): void {
    const start = this.#findBin(candidate.pd) * WIDTH;
    const add = (sum: BinSum, by: number) => increase(this.sums, start + INDEX[sum], by);
    if (verdict !== 'approve') {
      add(verdict === 'refer' ? 'referred' : 'declined', 1);
      return;
    }
    add('rows', 1);
    if (baseline.decision !== 'approve') add('swap_ins', 1);
    add('exposure', toCents(candidate.ead));
    add('expected_loss', toCents(candidate.expected_loss));
    if (candidate.expected_return !== null) {
      add('expected_return', toCents(candidate.expected_return));
      add('return_rows', 1);
    }
    add('pd_sum', candidate.pd);
    if (outcome !== null) add('known', 1);
    if (outcome === 1) add('defaults', 1);
  }

  /** The last bin whose lower edge is not above the PD. */
  #findBin(pd: number): number {
    const value = Math.fround(pd);
    let [low, high] = [0, this.#edges.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#edges[middle] as number) <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Builds the curve of the result from the sums of all parts. */
export function buildCurve(cutOffs: CutOffPair, sums: readonly number[]): SimulatedCurve {
  const edges = listEdges(cutOffs);
  const list = (sum: BinSum) => edges.map((_, bin) => sums[bin * WIDTH + INDEX[sum]] ?? 0);
  const listMoney = (sum: BinSum) => list(sum).map(toMoney);
  const isPriced = list('return_rows').some((rows) => rows > 0);
  return {
    ...cutOffs,
    edges,
    approvable: {
      rows: list('rows'),
      swap_ins: list('swap_ins'),
      exposure: listMoney('exposure'),
      expected_loss: listMoney('expected_loss'),
      expected_return: isPriced ? listMoney('expected_return') : null,
      pd_sum: list('pd_sum'),
      known: list('known'),
      defaults: list('defaults'),
    },
    referred: list('referred'),
    declined: list('declined'),
  };
}
