/** How far what the model scores now has moved from what it learned from: every feature, and the scores themselves. */
import { type Database, date, json } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { Configuration } from '../contract/configuration.ts';
import { determineLevel, type Level, type MonitoringResult, type MonitoringTarget } from '../contract/results.ts';
import { type Baseline, countBaselineRows, type FeatureBaseline, isCategoryBaseline, labelBins } from './baseline.ts';
import { computePsi, computePsiNoise } from './psi.ts';

/** A feature's bin and how many scores fall into it; the PD is the feature ''. */
interface BinRows {
  name: string;
  /** From 0; -1 is unknown. */
  bin: number;
  rows: number;
}

const SCORE = '';

/** PSI of the scores and of each feature of the model, and the share of unseen words of each category. */
export async function measureDrift(
  database: Database,
  { as_of, model_version }: MonitoringTarget & { model_version: string },
  baseline: Baseline,
  { drift }: Pick<Configuration, 'drift'>,
): Promise<MonitoringResult[]> {
  const compared: [string, FeatureBaseline][] = [[SCORE, baseline.scores], ...Object.entries(baseline.features)];
  const features = compared.map(([name, of]) => ({
    name,
    ...(isCategoryBaseline(of) ? { words: of.words } : { edges: of.edges }),
  }));
  const counted = await database.query<BinRows>(readSqlFile('monitoring/count_bins.sql'), {
    as_of: date(as_of),
    model_version,
    window_days: drift.window_days,
    sample_rows: drift.sample_rows,
    features: json(features),
  });
  const scored = counted.filter(({ name }) => name === SCORE).reduce((total, { rows }) => total + rows, 0);
  return compared.flatMap(([name, of]) => {
    const bins = rowsNow(
      counted.filter((row) => row.name === name),
      of,
      scored,
    );
    return resultsOf({ name, of, bins, scored, model_version }, baseline.rows, drift);
  });
}

interface Compared {
  name: string;
  of: FeatureBaseline;
  /** Rows per bin now, the unknown ones last. */
  bins: number[];
  scored: number;
  model_version: string;
}

function resultsOf(
  { name, of, bins, scored, model_version }: Compared,
  learned: number,
  drift: Configuration['drift'],
): MonitoringResult[] {
  const then = countBaselineRows(of, learned);
  const isScore = name === SCORE;
  const isJudged = isScore || !drift.ignored_features.includes(name);
  const level = (measured: () => Level): Level => {
    if (scored < drift.minimum_rows) return 'insufficient';
    return isJudged ? measured() : 'ok';
  };
  const chance = computePsiNoise(then.filter((rows, bin) => rows + (bins[bin] ?? 0) > 0).length, learned, scored);
  const value = scored > 0 ? computePsi(then, bins) : null;
  const shared = { kind: isScore ? 'score_drift' : 'feature_drift', model_version, rows: scored } as const;
  const subject = isScore ? 'score' : name;
  const results: MonitoringResult[] = [
    {
      ...{ ...shared, subject, metric: 'psi', value, baseline: null, bound: drift.psi.alert + chance },
      level: level(() => determineLevel(value ?? 0, drift.psi, chance)),
      detail: { bins: shownBins(of, then, learned, bins, scored), warn: drift.psi.warn + chance, chance },
    },
  ];
  if (isCategoryBaseline(of)) {
    const was = of.shares.at(-1) ?? 0;
    const is = scored > 0 ? (bins.at(-2) ?? 0) / scored : null;
    results.push({
      ...{
        ...shared,
        subject,
        metric: 'unseen_share',
        value: is,
        baseline: was,
        bound: was + drift.unseen_share.alert,
      },
      level: level(() => determineLevel((is ?? 0) - was, drift.unseen_share)),
      detail: {},
    });
  }
  return results;
}

/** A score without the feature counts as unknown. */
function rowsNow(counted: readonly BinRows[], { shares }: FeatureBaseline, scored: number): number[] {
  const bins = shares.map((_, bin) => counted.find((row) => row.bin === bin)?.rows ?? 0);
  return [...bins, scored - bins.reduce((total, rows) => total + rows, 0)];
}

function shownBins(of: FeatureBaseline, then: number[], learned: number, now: number[], scored: number) {
  const part = (rows: number | undefined, all: number) => (all > 0 ? Number(((rows ?? 0) / all).toFixed(6)) : 0);
  return labelBins(of).map((label, bin) => ({
    label,
    baseline: part(then[bin], learned),
    current: part(now[bin], scored),
  }));
}
