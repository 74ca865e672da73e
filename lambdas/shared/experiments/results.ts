/** Builds the results of an experiment from its figures: rates with intervals, differences, power, sample ratio. */
import {
  computeRateDifferenceInterval,
  computeShareDifferenceInterval,
  estimateRate,
} from '../statistics/differences.ts';
import { computeDetectableEffect, computePower, computeShareStandardError } from '../statistics/power.ts';
import { testSampleRatio } from '../statistics/sample-ratio.ts';
import { computeWilsonInterval, type Interval, NORMAL_QUANTILES } from '../statistics/wilson-interval.ts';
import { type ExperimentDefinition, isControl, MEASURES, type Measure } from './definition.ts';
import { type ArmFigures, toLossSums } from './figures.ts';

/** A rate with its 95 % interval; both null without rows. */
interface RateWithInterval {
  value: number | null;
  interval: Interval | null;
}

export interface ArmResult extends Omit<ArmFigures, 'exposure_squared' | 'expected_loss_squared' | 'exposure_loss'> {
  is_control: boolean;
  approval_rate: RateWithInterval;
  /** Expected loss of the approved per unit of their exposure. */
  expected_loss_rate: RateWithInterval;
  /** Share of the approved with a known outcome who defaulted. */
  default_rate: RateWithInterval;
  /** Mean of the approved with a price; null without. */
  expected_return_mean: number | null;
}

/** An arm less the control arm. */
export interface Comparison {
  arm: string;
  measure: Measure;
  difference: number | null;
  /** 95 %; null without a difference. */
  interval: Interval | null;
  /** Whether the interval leaves out 0. */
  is_significant: boolean;
  /** Probability to find the smallest difference that is worth it, with so many rows; null for the other measures. */
  power: number | null;
  /** The smallest difference that so many rows show with a power of 80 %. */
  detectable_effect: number | null;
}

export interface SampleRatioResult {
  level: 'ok' | 'insufficient' | 'mismatch';
  chi_square: number | null;
  p_value: number | null;
  arms: { arm: string; share: number; customers: number; expected: number }[];
}

/** A difference with the error from which its power follows. */
interface Difference {
  difference: number;
  interval: Interval;
  standard_error: number;
}

/** What was measured of an experiment, as it is stored every day. */
export interface ExperimentResults {
  arms: ArmResult[];
  comparisons: Comparison[];
  sample_ratio: SampleRatioResult;
}

/** Builds the results from the figures of the arms. @param alertBelow p-value of a sample-ratio mismatch */
export const buildResults = (
  definition: Pick<ExperimentDefinition, 'arms' | 'measure' | 'minimum_effect'>,
  figures: ReadonlyMap<string, ArmFigures>,
  alertBelow: number,
): ExperimentResults => ({
  arms: buildArmResults(definition, figures),
  comparisons: compareArms(definition, figures),
  sample_ratio: checkSampleRatio(definition, figures, alertBelow),
});

/** The result of each arm, in the order of the definition. */
export function buildArmResults(
  { arms }: Pick<ExperimentDefinition, 'arms'>,
  figures: ReadonlyMap<string, ArmFigures>,
): ArmResult[] {
  return arms.flatMap((arm) => {
    const own = figures.get(arm.arm);
    if (!own) return [];
    const { exposure_squared: _, expected_loss_squared: __, exposure_loss: ___, ...counts } = own;
    return {
      ...counts,
      is_control: isControl(arm),
      approval_rate: buildShare(own.approved, own.customers),
      expected_loss_rate: buildLossRate(own),
      default_rate: buildShare(own.defaults, own.outcomes),
      expected_return_mean: own.priced > 0 ? own.expected_return / own.priced : null,
    };
  });
}

const buildShare = (hits: number, rows: number): RateWithInterval =>
  rows > 0 ? { value: hits / rows, interval: computeWilsonInterval(hits, rows) } : { value: null, interval: null };

function buildLossRate(figures: ArmFigures): RateWithInterval {
  const estimated = estimateRate(toLossSums(figures));
  if (!estimated) return { value: null, interval: null };
  const half = NORMAL_QUANTILES[95] * estimated.standard_error;
  return { value: estimated.rate, interval: [Math.max(0, estimated.rate - half), estimated.rate + half] };
}

/** Compares every other arm with the control arm, by every measure. */
export function compareArms(
  { arms, measure, minimum_effect }: Pick<ExperimentDefinition, 'arms' | 'measure' | 'minimum_effect'>,
  figures: ReadonlyMap<string, ArmFigures>,
): Comparison[] {
  const control = figures.get(arms.find(isControl)?.arm ?? '');
  return arms
    .filter((arm) => !isControl(arm))
    .flatMap(({ arm }) =>
      MEASURES.map((compared) => {
        const own = figures.get(arm);
        const found = own && control ? measureDifference(compared, own, control) : null;
        return {
          ...{ arm, measure: compared, difference: found?.difference ?? null, interval: found?.interval ?? null },
          is_significant: found !== null && (found.interval[0] > 0 || found.interval[1] < 0),
          power: found && compared === measure ? computePower(minimum_effect, found.standard_error) : null,
          detectable_effect: found ? computeDetectableEffect(found.standard_error) : null,
        };
      }),
    );
}

function measureDifference(measure: Measure, own: ArmFigures, control: ArmFigures): Difference | null {
  if (measure === 'expected_loss_rate') return measureLossDifference(own, control);
  const [hits, rows] =
    measure === 'approval_rate' ? (['approved', 'customers'] as const) : (['defaults', 'outcomes'] as const);
  const [a, b] = [own, control].map((figures) => ({ hits: figures[hits], rows: figures[rows] }));
  if (!a || !b || a.rows === 0 || b.rows === 0) return null;
  const pooled = (a.hits + b.hits) / (a.rows + b.rows);
  return {
    difference: a.hits / a.rows - b.hits / b.rows,
    interval: computeShareDifferenceInterval(a, b),
    standard_error: computeShareStandardError(pooled, a.rows, b.rows),
  };
}

function measureLossDifference(own: ArmFigures, control: ArmFigures): Difference | null {
  const [a, b] = [estimateRate(toLossSums(own)), estimateRate(toLossSums(control))];
  if (!a || !b) return null;
  return {
    difference: a.rate - b.rate,
    interval: computeRateDifferenceInterval(a, b),
    standard_error: Math.hypot(a.standard_error, b.standard_error),
  };
}

/**
 * Checks whether the customers are divided as the shares say. Another division means that customers of an arm are missing,
 * and that no figure of the experiment can be trusted.
 * @param alertBelow p-value from which on chance is no explanation
 */
export function checkSampleRatio(
  { arms }: Pick<ExperimentDefinition, 'arms'>,
  figures: ReadonlyMap<string, ArmFigures>,
  alertBelow: number,
): SampleRatioResult {
  const groups = arms.map(({ arm, share }) => ({
    arm,
    share,
    customers: figures.get(arm)?.customers_before_stop ?? 0,
  }));
  const total = groups.reduce((sum, { customers }) => sum + customers, 0);
  const tested = testSampleRatio(groups.map(({ share, customers }) => ({ share, rows: customers })));
  return {
    level: tested === null ? 'insufficient' : tested.p_value < alertBelow ? 'mismatch' : 'ok',
    ...{ chi_square: tested?.chi_square ?? null, p_value: tested?.p_value ?? null },
    arms: groups.map((group) => ({ ...group, expected: total * group.share })),
  };
}
