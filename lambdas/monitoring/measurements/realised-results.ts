/** Compares a model's realised figures with its holdout's, within sampling noise. Pure functions. */
import { z } from 'zod';
import { computeEceNoise } from '../../shared/model/calibration-noise.ts';
import type { Bounds, MonitoringConfiguration } from '../../shared/monitoring-configuration.ts';
import { determineLevel, type MonitoringResult, type ResultLevel } from '../contract/results.ts';

/** Figures of the holdout. Older models may lack some. */
const Holdout = z
  .looseObject({ auc: z.number(), ks: z.number(), brier: z.number(), ece: z.number() })
  .partial()
  .nullable();

/** A row of sql/monitoring/measure_performance.sql. */
export interface CohortFigures {
  /** `realised`, or one side of a pair; `model_version` of a pair is the challenger's. */
  cohort: 'realised' | 'champion' | 'challenger';
  model_version: string;
  rows: number;
  defaults: number;
  mean_pd: number;
  brier: number;
  /** Null while there are only defaults, or only others. */
  auc: number | null;
  ks: number | null;
  ece: number;
  calibration: { mean_pd: number; realised: number; rows: number }[];
  bands: { band: string; rows: number; defaults: number; mean_pd: number }[];
  holdout: unknown;
  /** Of a challenger: its figures minus the champion's on the same applications. Null in other cohorts. */
  auc_difference: number | null;
  auc_variance: number | null;
  brier_difference: number | null;
  brier_variance: number | null;
}

type PerformanceBounds = MonitoringConfiguration['performance'];

export const hasEnoughOutcomes = (
  { rows, defaults }: CohortFigures,
  { minimum_defaults, minimum_others }: PerformanceBounds,
): boolean => defaults >= minimum_defaults && rows - defaults >= minimum_others;

/** The comparison value of a figure; without it the level is `ok`. */
interface FigureComparison {
  baseline?: number | undefined;
  bound?: number;
  level?: ResultLevel;
  detail?: MonitoringResult['detail'];
}

/**
 * One result for each of AUC, KS, Brier score, ECE and bad rate. Too few outcomes give no figure: the value is null and
 * the level `insufficient`.
 */
export function buildRealisedResults(figures: CohortFigures, bounds: PerformanceBounds): MonitoringResult[] {
  const { model_version, rows, defaults, mean_pd, auc, ks, brier, ece, calibration } = figures;
  const holdout = Holdout.parse(figures.holdout) ?? {};
  const isEnough = hasEnoughOutcomes(figures, bounds);
  const build = (metric: string, value: number | null, comparison: FigureComparison): MonitoringResult => ({
    ...{ kind: 'performance', model_version, subject: 'realised', metric, value: isEnough ? value : null, rows },
    ...{ baseline: comparison.baseline ?? null, bound: isEnough ? (comparison.bound ?? null) : null },
    detail: { defaults, ...(isEnough && comparison.detail) },
    level: isEnough && value !== null ? (comparison.level ?? 'ok') : 'insufficient',
  });
  const badRate = defaults / rows;
  const aucNoise = computeAucStandardError(auc ?? 0.5, defaults, rows - defaults);
  const eceNoise = computeEceNoise(badRate, rows);
  const badRateRatio = Math.max(badRate / mean_pd, mean_pd / badRate);
  return [
    build('auc', auc, compareDrop(auc, holdout.auc, bounds.auc_drop, aucNoise)),
    build('ks', ks, compareDrop(ks, holdout.ks, bounds.ks_drop, 2 * aucNoise)),
    build('brier', brier, compareRise(brier, holdout.brier, bounds.brier_rise)),
    build('ece', ece, {
      ...{ baseline: holdout.ece, bound: bounds.ece.alert + eceNoise, detail: { calibration } },
      level: determineLevel(ece, bounds.ece, eceNoise),
    }),
    build('bad_rate', badRate, {
      ...{ baseline: mean_pd, bound: mean_pd * bounds.bad_rate_ratio.alert },
      level: determineLevel(badRateRatio, bounds.bad_rate_ratio),
    }),
  ];
}

/** For a figure that is better the larger it is. */
function compareDrop(
  value: number | null,
  baseline: number | undefined,
  drop: Bounds,
  noise: number,
): FigureComparison {
  if (baseline === undefined) return {};
  const level = determineLevel(baseline - (value ?? baseline), drop, noise);
  return { baseline, bound: baseline - drop.alert - noise, level };
}

/** For a figure that is worse the larger it is; the bounds are shares of the baseline. */
function compareRise(value: number, baseline: number | undefined, rise: Bounds): FigureComparison {
  if (baseline === undefined) return {};
  return { baseline, bound: baseline * (1 + rise.alert), level: determineLevel(value / baseline - 1, rise) };
}

/** Hanley and McNeil, 1982. */
function computeAucStandardError(auc: number, bads: number, goods: number): number {
  if (bads < 1 || goods < 1) return 0;
  const [q1, q2] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
  const variance = auc * (1 - auc) + (bads - 1) * (q1 - auc * auc) + (goods - 1) * (q2 - auc * auc);
  return Math.sqrt(variance / (bads * goods));
}
