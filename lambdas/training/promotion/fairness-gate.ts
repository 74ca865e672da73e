/**
 * The fairness gate: gaps between groups against their bounds and the champion's. training/evaluation/fairness_verdict.py
 * says the same in the reports; testing/models/fairness-verdicts.json holds both to the same cases. Pure functions.
 */

import {
  chooseDigits,
  formatLimit,
  formatValue,
  type GateFigure,
  type GateVerdict,
} from '../../shared/model/gate-result.ts';
import type { GatesDocument } from '../../shared/model/gates-document.ts';
import { type AttributeGap, type Interval, readFairness } from './manifest-metrics.ts';

type Bounds = GatesDocument['gates']['fairness'];

/** A gap of one attribute against one bound. */
interface JudgedGap {
  attribute: string;
  figure: 'approval rate ratio' | 'equal-opportunity difference';
  gap: Interval;
  bound: number;
  verdict: Exclude<GateVerdict, 'not_measured'>;
  /** How far the figure is beyond its bound, as a share of the bound; negative within it. */
  excess: number;
  /** Whether its whole interval is worse than the bound and than the champion's figure. */
  isWider: boolean;
}

export interface FairnessResult extends GateFigure {
  verdict: GateVerdict;
  /** Whether no gap is wider than the champion's by its whole interval. */
  isNoWider: boolean;
}

/** @param championFairness of the champion's manifest; undefined where there is none or it was not measured */
export function judgeFairness(fairness: unknown, championFairness: unknown, bounds: Bounds): FairnessResult {
  const required =
    `approval rate ratio ≥ ${formatLimit(bounds.min_approval_rate_ratio)}, ` +
    `equal-opportunity difference ≤ ${formatLimit(bounds.max_equal_opportunity_difference)}`;
  const attributes = readFairness(fairness);
  const nothing = { required, value: null, bound: null, interval: null, isNoWider: true } as const;
  if (!attributes) return { verdict: 'not_measured', measured: 'not measured', ...nothing };
  const champion = new Map(readFairness(championFairness)?.map((gaps) => [gaps.name, gaps]));
  const gaps = attributes.flatMap((attribute) => judgeAttribute(attribute, champion.get(attribute.name), bounds));
  const worst = gaps.toSorted((one, other) => compareSeverity(other, one))[0];
  if (!worst) {
    const measured = attributes.length === 0 ? 'no group was delivered' : 'no two groups are large enough to compare';
    return { verdict: 'passed', measured, ...nothing };
  }
  const beyond = gaps.filter(({ verdict }) => verdict !== 'passed');
  const isNoWider = !gaps.some(({ isWider }) => isWider);
  const note = worst.verdict === 'failed' && isNoWider ? "; no wider than the champion's" : '';
  return {
    ...{ verdict: worst.verdict, required, isNoWider },
    measured: `${describeGaps(beyond.length > 0 ? beyond : gaps)}${note}`,
    ...{ value: worst.gap.value, bound: worst.bound, interval: [worst.gap.low, worst.gap.high] },
  };
}

function judgeAttribute(
  { name, ratio, difference }: AttributeGap,
  champion: AttributeGap | undefined,
  bounds: Bounds,
): JudgedGap[] {
  const judged: JudgedGap[] = [];
  if (ratio) {
    const bound = bounds.min_approval_rate_ratio;
    const isWider = ratio.high < Math.min(bound, champion?.ratio?.value ?? bound);
    const verdict = judgeGap(ratio.value < bound, ratio.high < bound);
    const excess = (bound - ratio.value) / bound;
    judged.push({ attribute: name, figure: 'approval rate ratio', gap: ratio, bound, verdict, excess, isWider });
  }
  if (difference) {
    const bound = bounds.max_equal_opportunity_difference;
    const isWider = difference.low > Math.max(bound, champion?.difference?.value ?? bound);
    const verdict = judgeGap(difference.value > bound, difference.low > bound);
    const excess = (difference.value - bound) / bound;
    const gap = difference;
    judged.push({ attribute: name, figure: 'equal-opportunity difference', gap, bound, verdict, excess, isWider });
  }
  return judged;
}

function judgeGap(isBeyond: boolean, isWhollyBeyond: boolean): JudgedGap['verdict'] {
  if (isWhollyBeyond) return 'failed';
  return isBeyond ? 'beyond_bound' : 'passed';
}

const SEVERITY = { passed: 0, beyond_bound: 1, failed: 2 };

const compareSeverity = (one: JudgedGap, other: JudgedGap): number =>
  SEVERITY[one.verdict] - SEVERITY[other.verdict] || one.excess - other.excess;

/** For example `sex: approval rate ratio 0.684 (0.412 to 0.950)`. */
function describeGaps(gaps: readonly JudgedGap[]): string {
  const byAttribute = Object.entries(Object.groupBy(gaps, ({ attribute }) => attribute));
  return byAttribute
    .map(([attribute, figures = []]) => {
      const texts = figures.map(({ figure, gap, bound }) => {
        const digits = chooseDigits(gap.value, bound);
        return `${figure} ${formatValue(gap.value, [gap.low, gap.high], digits)}`;
      });
      return `${attribute.replaceAll('_', ' ')}: ${texts.join(', ')}`;
    })
    .join('; ');
}
