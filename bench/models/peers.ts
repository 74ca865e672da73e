/** Compares this training with AutoML systems and library defaults on every sample, and prints tables, ranks and goals. */
import { installPythonEnvironment } from '../python-environment.ts';
import type { Goal } from '../results.ts';
import { chooseSamples, findTrainingSet, nameSample, runPythonModule, type Sample } from './samples.ts';
import { formatSigned, ReportTables } from './tables.ts';

interface ComparisonOptions {
  /** One sample; all without it. */
  sample: string | undefined;
  /** Of this training's search. */
  budgetSeconds: string;
  /** Outer splits; 0 = three of few rows, else one. */
  folds: string;
  /** Of the made-up regimes. */
  seed: string;
  /** Whether docs/benchmarks.md gets the tables. */
  write: boolean;
}

/** One system on one sample, as means over the outer splits. The truth costs nothing, and a failed one has no figures. */
interface SystemFigures {
  name: string;
  chosen: string[];
  auc?: number;
  log_loss?: number;
  brier?: number;
  ece?: number;
  seconds?: number;
  peak_gib?: number;
  size_bytes?: number;
  row_p50_ms?: number;
  row_p99_ms?: number;
}

interface Comparison {
  training_rows: number;
  test_rows: number;
  default_rate: number;
  splits: number;
  split: string;
  systems: SystemFigures[];
  /** Our AUC minus that of the best other system, with its 95 % interval. */
  lead: { over: string; auc: number; low: number; high: number };
}

const LOCK = 'bench/models/peers-requirements.txt';
const ENVIRONMENT = 'bench/models/.venv';
const OURS = 'this';
const MOST_BEHIND_AUC = 0.003;
const TITLES: Record<string, string> = {
  [OURS]: 'this training',
  flaml: 'FLAML',
  autogluon: 'AutoGluon',
  lightgbm: 'LightGBM, defaults',
  shallow_xgboost: 'XGBoost, shallow',
  random_forest: 'random forest, defaults',
  truth: 'the true PDs',
};
const HEAD = [
  'system',
  'AUC',
  'rank',
  'log loss',
  'Brier',
  'ECE',
  'seconds',
  'GiB',
  'size, KiB',
  'one row, ms',
  'chosen',
];

/** Runs what is not in .cache/, and prints. */
export function comparePeers(options: ComparisonOptions): Goal[] {
  const samples = chooseSamples(options.sample);
  const python = installPythonEnvironment(LOCK, ENVIRONMENT);
  const comparisons = new Map(samples.map((sample) => [sample, compare(sample, python, options)]));
  const tables = new ReportTables();
  for (const [sample, comparison] of comparisons) addComparison(tables, nameSample(sample, options.seed), comparison);
  const rankGoal = addRanks(tables, [...comparisons.values()]);
  tables.print();
  if (options.write) tables.write('peers');
  return [rankGoal, ...[...comparisons].map(buildGoal)];
}

function compare(sample: Sample, python: string, options: ComparisonOptions): Comparison {
  const settings = ['--search-seconds', options.budgetSeconds, '--repeats', options.folds, '--peers-python', python];
  return runPythonModule('bench.models.beside_peers', findTrainingSet(sample, options.seed), ...settings);
}

function addComparison(tables: ReportTables, name: string, comparison: Comparison): void {
  const { training_rows, test_rows, default_rate, splits, split, systems, lead } = comparison;
  const share = `${(100 * default_rate).toFixed(1)} % defaults`;
  const protocol = `${splits} outer ${split} split${splits > 1 ? 's' : ''}, ${test_rows} test rows`;
  tables.addText(`**${name}**, ${share}, ${training_rows} training rows, ${protocol}:`);
  tables.addTable(HEAD, listRows(systems));
  const { over, auc, low, high } = lead;
  const interval = `${formatSigned(low)} to ${formatSigned(high)}`;
  tables.addText(
    `AUC of this training minus that of ${TITLES[over]}: ${formatSigned(auc)} (95 % interval ${interval}).`,
  );
}

function listRows(systems: SystemFigures[]): string[][] {
  const ranks = rankSystems(systems);
  const ordered = systems.toSorted((a, b) => (b.auc ?? 0) - (a.auc ?? 0));
  return ordered.map((system) => [
    TITLES[system.name] ?? system.name,
    ...[formatNumber(system.auc, 4), formatNumber(ranks.get(system.name), 0)],
    ...[system.log_loss, system.brier, system.ece].map((value) => formatNumber(value, 4)),
    ...[formatNumber(system.seconds, 0), formatNumber(system.peak_gib, 2)],
    ...[formatNumber(system.size_bytes && system.size_bytes / 1024, 0), formatNumber(system.row_p50_ms, 2)],
    [...new Set(system.chosen)].join('; '),
  ]);
}

/** Ranks by AUC, 1 = best, of all that were fitted. */
function rankSystems(systems: SystemFigures[]): Map<string, number> {
  const fitted = systems.filter(({ name, auc }) => name !== 'truth' && auc !== undefined);
  return new Map(
    fitted.map(({ name, auc = 0 }) => [name, 1 + fitted.filter((other) => (other.auc ?? 0) > auc).length]),
  );
}

/** Adds the mean rank of each system that was fitted on every sample; our goal is to be first. */
function addRanks(tables: ReportTables, comparisons: Comparison[]): Goal {
  const ranks = comparisons.map(({ systems }) => rankSystems(systems));
  const names = [...(ranks[0]?.keys() ?? [])].filter((name) => ranks.every((each) => each.has(name)));
  const means = names.map((name) => {
    const sum = ranks.reduce((total, each) => total + (each.get(name) ?? 0), 0);
    return { name, rank: sum / ranks.length };
  });
  const ordered = means.toSorted((a, b) => a.rank - b.rank);
  tables.addText(`Mean rank by AUC over ${comparisons.length} samples:`);
  tables.addTable(
    ['system', 'mean rank'],
    ordered.map(({ name, rank }) => [TITLES[name] ?? name, rank.toFixed(2)]),
  );
  const best = Math.min(...means.filter(({ name }) => name !== OURS).map(({ rank }) => rank));
  const ours = means.find(({ name }) => name === OURS)?.rank ?? Number.POSITIVE_INFINITY;
  const name = 'mean rank, at most that of the best other';
  return { name, value: round(ours), unit: '', goal: round(best), met: ours <= best };
}

function buildGoal([sample, { lead }]: [Sample, Comparison]): Goal {
  const name = `${sample} AUC above the best other system`;
  return { name, value: round(lead.auc), unit: '', goal: -MOST_BEHIND_AUC, met: lead.auc >= -MOST_BEHIND_AUC };
}

const formatNumber = (value: number | undefined, digits: number): string =>
  value === undefined ? '' : value.toFixed(digits);
const round = (value: number): number => Number(value.toFixed(4));
