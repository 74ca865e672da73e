/** Compiles the tables of a policy: scorecards, matrices and prices. */

import type { Decision } from '../policy/decisions.ts';
import type { Axis, Matrix, Pricing } from '../policy/policy.ts';
import type { Characteristic, ComputedValue } from '../policy/scorecard.ts';
import { type Application, compileCondition, compileOperand, getRounding } from './compile-condition.ts';

/** Annual rates of the loan and of its funding, and how many months of interest it earns in the PD's 12 months. */
export interface Price {
  rate: number;
  funding_rate: number;
  months: number;
}

/** The PD's horizon: the expected loss and the expected return are those of 12 months. */
export const HORIZON_MONTHS = 12;

/** Compiles what computes a scorecard's points. */
export function compileScorecard({ scorecard }: ComputedValue): (application: Application) => number {
  const { base } = scorecard;
  const parts = scorecard.characteristics.map(compileCharacteristic);
  return (application) => parts.reduce((points, part) => points + part(application), base);
}

function compileCharacteristic(part: Characteristic): (application: Application) => number {
  if ('otherwise' in part) {
    const { feature, otherwise, if_unknown } = part;
    const points = new Map(part.bins.flatMap((bin) => bin.in.map((category) => [category, bin.points] as const)));
    return ({ features }) => {
      const value = features[feature] ?? null;
      return value === null ? if_unknown : (points.get(String(value)) ?? otherwise);
    };
  }
  const read = compileOperand(part);
  const find = compileRanges(part.bins, getRounding(part));
  const points = part.bins.map((bin) => bin.points);
  const unknown = part.if_unknown ?? 0;
  return (application) => {
    const value = read(application);
    return value === null ? unknown : (points[find(value)] ?? Number.NaN);
  };
}

/** Compiles what finds the position of a number's range. The ranges are complete (structure.ts). */
function compileRanges(ranges: readonly { below: number | null }[], round: (bound: number) => number) {
  const bounds = ranges.map(({ below }) => (below === null ? Number.POSITIVE_INFINITY : round(below)));
  const last = bounds.length - 1;
  return (value: number): number => {
    let i = 0;
    while (i < last && value >= (bounds[i] as number)) i += 1;
    return i;
  };
}

/** Compiles what a matrix decides; undefined where its condition is not met. */
export function compileMatrix(matrix: Matrix): (application: Application) => Decision | undefined {
  const applies = compileCondition(matrix.when);
  const [findRow, findColumn] = [compileAxis(matrix.rows), compileAxis(matrix.columns)];
  const { decisions, if_unknown } = matrix;
  return (application) => {
    if (!applies(application)) return undefined;
    const [row, column] = [findRow(application), findColumn(application)];
    return row === null || column === null ? if_unknown : decisions[row]?.[column];
  };
}

/** Compiles what finds the row or the column of an application; null where the feature is unknown. */
function compileAxis(axis: Axis): (application: Application) => number | null {
  if ('groups' in axis) {
    const { feature, groups } = axis;
    const positions = new Map(
      groups.flatMap((group, i) => (group === 'otherwise' ? [] : group.map((category) => [category, i] as const))),
    );
    return ({ features }) => {
      const value = features[feature] ?? null;
      return value === null ? null : (positions.get(String(value)) ?? groups.length - 1);
    };
  }
  const read = compileOperand(axis);
  const find = compileRanges(axis.ranges, getRounding(axis));
  return (application) => {
    const value = read(application);
    return value === null ? null : find(value);
  };
}

/** Compiles what finds the price of a band; null where the term is unknown or the policy offers no rate. */
export function compilePricing(pricing: Pricing): (application: Application, band: string) => Price | null {
  const { term, funding_rate } = pricing;
  const bounds = pricing.up_to_months.map((months) => months ?? Number.POSITIVE_INFINITY);
  const ratesByBand = new Map(pricing.rates.map(({ band, rates }) => [band, rates]));
  return ({ features }, band) => {
    const months = features[term] as number | null;
    if (months === null) return null;
    const rate = ratesByBand.get(band)?.[bounds.findIndex((bound) => months <= bound)] ?? null;
    return rate === null ? null : { rate, funding_rate, months: Math.min(months, HORIZON_MONTHS) };
  };
}
