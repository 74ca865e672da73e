/** Measures the drift of a model's scores and features against the baseline of its training. */
import { type Database, date, json } from '../../shared/aws/database.ts';
import type { MonitoringConfiguration } from '../../shared/monitoring-configuration.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { determineLevel, type MonitoringResult, type ResultLevel } from '../contract/results.ts';
import type { MonitoringTarget } from '../contract/target.ts';
import { type Baseline, countBaselineRows, type FeatureBaseline, isCategoryBaseline, labelBins } from './baseline.ts';
import { computePsi, computePsiNoise } from './psi.ts';

/** A row of sql/monitoring/count_bins.sql. */
interface BinRows {
  /** A feature, or `SCORE`. */
  name: string;
  /** From 0; -1 is unknown. */
  bin: number;
  rows: number;
}

/** The name of the PD among the features. */
const SCORE = '';

/** One distribution, now and in the baseline. */
interface DistributionComparison {
  name: string;
  baseline: FeatureBaseline;
  /** Rows per bin in the baseline, the unknown ones last. */
  baselineBins: number[];
  baselineRows: number;
  /** Rows per bin now, the unknown ones last. */
  currentBins: number[];
  currentRows: number;
  model_version: string;
}

/** PSI of the predicted PDs and of each feature, and for categories the share of values that training did not see. */
export async function measureDrift(
  database: Database,
  { as_of, model_version }: MonitoringTarget & { model_version: string },
  baseline: Baseline,
  { drift }: Pick<MonitoringConfiguration, 'drift'>,
): Promise<MonitoringResult[]> {
  const distributions: [string, FeatureBaseline][] = [[SCORE, baseline.scores], ...Object.entries(baseline.features)];
  const features = distributions.map(([name, distribution]) => ({
    name,
    ...(isCategoryBaseline(distribution) ? { words: distribution.words } : { edges: distribution.edges }),
  }));
  const counts = await database.query<BinRows>(readSqlFile('monitoring/count_bins.sql'), {
    as_of: date(as_of),
    model_version,
    window_days: drift.window_days,
    sample_rows: drift.sample_rows,
    features: json(features),
  });
  const currentRows = counts.filter(({ name }) => name === SCORE).reduce((total, { rows }) => total + rows, 0);
  return distributions.flatMap(([name, distribution]) => {
    const comparison: DistributionComparison = {
      ...{ name, baseline: distribution, model_version, baselineRows: baseline.rows, currentRows },
      baselineBins: countBaselineRows(distribution, baseline.rows),
      currentBins: countCurrentRows(counts, name, distribution, currentRows),
    };
    const results = [buildPsiResult(comparison, drift)];
    return isCategoryBaseline(distribution) ? [...results, buildUnseenResult(comparison, drift)] : results;
  });
}

function buildPsiResult(comparison: DistributionComparison, drift: MonitoringConfiguration['drift']): MonitoringResult {
  const { baselineBins, baselineRows, currentBins, currentRows } = comparison;
  if (!hasEnoughRows(comparison, drift)) return { ...buildSharedFields(comparison), ...NO_FIGURE, metric: 'psi' };
  const usedBins = baselineBins.filter((rows, bin) => rows + (currentBins[bin] ?? 0) > 0).length;
  const noise = computePsiNoise(usedBins, baselineRows, currentRows);
  const value = computePsi(baselineBins, currentBins);
  return {
    ...buildSharedFields(comparison),
    ...{ metric: 'psi', value, baseline: null, bound: drift.psi.alert + noise },
    level: limitLevel(comparison, drift, determineLevel(value, drift.psi, noise)),
    detail: { bins: describeBins(comparison), warn: drift.psi.warn + noise, chance: noise },
  };
}

function buildUnseenResult(
  comparison: DistributionComparison,
  drift: MonitoringConfiguration['drift'],
): MonitoringResult {
  const { baseline, currentBins, currentRows } = comparison;
  if (!hasEnoughRows(comparison, drift)) {
    return { ...buildSharedFields(comparison), ...NO_FIGURE, metric: 'unseen_share' };
  }
  // The last bin before the unknown rows counts the values that training did not see.
  const baselineShare = baseline.shares.at(-1) ?? 0;
  const currentShare = (currentBins.at(-2) ?? 0) / currentRows;
  return {
    ...buildSharedFields(comparison),
    ...{ metric: 'unseen_share', value: currentShare, baseline: baselineShare },
    bound: baselineShare + drift.unseen_share.alert,
    level: limitLevel(comparison, drift, determineLevel(currentShare - baselineShare, drift.unseen_share)),
    detail: {},
  };
}

function buildSharedFields({ name, model_version, currentRows }: DistributionComparison) {
  const isScore = name === SCORE;
  const kind = isScore ? ('score_drift' as const) : ('feature_drift' as const);
  return { kind, model_version, subject: isScore ? 'score' : name, rows: currentRows };
}

/** A few rows give no figure: neither a value nor the shares of bins. */
const NO_FIGURE = { value: null, baseline: null, bound: null, level: 'insufficient', detail: {} } as const;

const hasEnoughRows = (
  { currentRows }: DistributionComparison,
  { minimum_rows }: MonitoringConfiguration['drift'],
): boolean => currentRows >= minimum_rows;

/** The level is always `ok` for an ignored feature. */
function limitLevel(
  { name }: DistributionComparison,
  drift: MonitoringConfiguration['drift'],
  level: ResultLevel,
): ResultLevel {
  return drift.ignored_features.includes(name) ? 'ok' : level;
}

/** A score without the feature counts as unknown. */
function countCurrentRows(
  counts: readonly BinRows[],
  name: string,
  { shares }: FeatureBaseline,
  currentRows: number,
): number[] {
  const featureCounts = counts.filter((row) => row.name === name);
  const bins = shares.map((_, bin) => featureCounts.find((row) => row.bin === bin)?.rows ?? 0);
  return [...bins, currentRows - bins.reduce((total, rows) => total + rows, 0)];
}

function describeBins({ baseline, baselineBins, baselineRows, currentBins, currentRows }: DistributionComparison) {
  const toShare = (rows: number | undefined, total: number) =>
    total > 0 ? Number(((rows ?? 0) / total).toFixed(6)) : 0;
  return labelBins(baseline).map((label, bin) => ({
    label,
    baseline: toShare(baselineBins[bin], baselineRows),
    current: toShare(currentBins[bin], currentRows),
  }));
}
