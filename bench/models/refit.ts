/** Compares the model that serves, learned from every row, with the assessed one on rows that neither has seen. */
import type { Goal } from '../results.ts';
import { chooseSamples, findTrainingSet, nameSample, runPythonModule } from './samples.ts';
import { formatSigned, ReportTables } from './tables.ts';

interface RefitOptions {
  /** One sample; all without it. */
  sample: string | undefined;
  /** Outer splits; 0 = three of few rows, else one. */
  folds: string;
  /** Of the made-up regimes. */
  seed: string;
  /** Whether docs/benchmarks.md gets the table. */
  write: boolean;
}

interface Figures {
  auc: number;
  log_loss: number;
  brier: number;
  ece: number;
}

interface RefitComparison {
  splits: number;
  chosen: string[];
  assessed: Figures;
  serving: Figures;
  auc_gain: number;
  low: number;
  high: number;
}

const MOST_LOSS_AUC = 0.001;
const HEAD = [
  'sample',
  'splits',
  'AUC assessed',
  'AUC serving',
  'gain (95 %)',
  'Brier assessed',
  'Brier serving',
  'chosen',
];

/** Runs every sample, and prints one table. A refit does harm where its whole interval is below the goal. */
export function compareRefits({ sample, folds, seed, write }: RefitOptions): Goal[] {
  const rows: string[][] = [];
  const goals: Goal[] = [];
  for (const name of chooseSamples(sample)) {
    const folder = findTrainingSet(name, seed);
    const comparison: RefitComparison = runPythonModule('bench.models.refit', folder, '--repeats', folds);
    const { splits, chosen, assessed, serving, auc_gain, low, high } = comparison;
    rows.push([
      ...[nameSample(name, seed), String(splits), assessed.auc.toFixed(4), serving.auc.toFixed(4)],
      `${formatSigned(auc_gain)} (${formatSigned(low)} to ${formatSigned(high)})`,
      ...[assessed.brier.toFixed(4), serving.brier.toFixed(4), [...new Set(chosen)].join(', ')],
    ]);
    const value = Number(high.toFixed(4));
    goals.push({
      ...{ name: `${name} AUC of the refit above that without, upper bound`, value, unit: '' },
      ...{ goal: -MOST_LOSS_AUC, met: value >= -MOST_LOSS_AUC },
    });
  }
  const tables = new ReportTables();
  tables.addTable(HEAD, rows);
  tables.print();
  if (write) tables.write('refit');
  return goals;
}
