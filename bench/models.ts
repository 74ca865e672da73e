/**
 * `npm run bench:models [-- --trials 1] [-- --json] [-- --sample german] [-- --without-age]`: evaluates every kind of model
 * and the kind that the training chooses on the samples. All figures come from outer folds that the search and every
 * other choice did not see (bench/models/evaluate.py).
 *
 * `npm run bench:models -- --peers [--sample german] [--budget-seconds 40] [--folds N] [--seed 1] [--write]`: the whole
 * training beside AutoML systems and library defaults on the same rows (bench/models/beside_peers.py).
 *
 * `npm run bench:models -- --refit [--sample german] [--folds N] [--seed 1] [--write]`: what learning again from every
 * row is worth (bench/models/refit.py).
 *
 * `npm run bench:models -- --large [-- --rows 1000000] [-- --trees 10] [-- --smote]`: measures the memory of a training
 * with many rows (bench/models/large.py).
 */
import { parseArgs } from 'node:util';
import { comparePeers } from './models/peers.ts';
import { compareRefits } from './models/refit.ts';
import { exportSample, REAL_SAMPLES, type RealSample, runPythonModule } from './models/samples.ts';
import { createTable, describeMachine, formatGoals, type Goal, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({
  options: {
    trials: { type: 'string', default: '1' },
    sample: { type: 'string' },
    peers: { type: 'boolean', default: false },
    refit: { type: 'boolean', default: false },
    'budget-seconds': { type: 'string', default: '40' },
    folds: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
    'without-age': { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000000' },
    trees: { type: 'string', default: '0' },
    smote: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
interface ModelEvaluation {
  kind: string;
  auc: number;
  auc_std: number;
  ece: number;
  brier: number;
  accuracy: number;
  /** Accuracy above that of the majority class, and its 95 % interval. */
  above_majority: [number, number, number];
}

interface SampleEvaluation {
  rows: number;
  default_rate: number;
  outer_folds: number;
  chosen: Record<string, number>;
  models: ModelEvaluation[];
  /** Figures that a lender requested, which the data of the samples do not permit (training/reporting/findings.py). */
  headline: { accuracy: number; auc: number };
}

function evaluate(sample: RealSample): SampleEvaluation {
  const settings = ['--trials', options.trials, ...(options['without-age'] ? ['--without-age'] : [])];
  return runPythonModule('bench.models.evaluate', exportSample(sample), ...settings);
}

const formatDigits = (value: number): string => value.toFixed(4);
const formatSigned = (value: number): string => (value < 0 ? '' : '+') + value.toFixed(4);

function printEvaluation(
  sample: RealSample,
  { rows, default_rate, outer_folds, chosen, models }: SampleEvaluation,
): void {
  const picked = Object.entries(chosen).map(([kind, times]) => `${kind} ${times}×`);
  const share = `${(100 * default_rate).toFixed(1)} % defaults`;
  console.log(`\n${sample}: ${rows} rows, ${share}, ${outer_folds} outer folds; chosen: ${picked.join(', ')}`);
  const table = createTable(['model', 'AUC', '±', 'ECE', 'Brier', 'accuracy', 'above the majority class (95 %)']);
  for (const { kind, auc, auc_std, ece, brier, accuracy, above_majority } of models) {
    const [gain, low, high] = above_majority.map(formatSigned);
    const figures = [auc, auc_std, ece, brier, accuracy].map(formatDigits);
    table.push([kind === 'best' ? 'the chosen one' : kind, ...figures, `${gain} (${low} … ${high})`]);
  }
  console.log(table.toString());
}

/** Builds a goal for a figure that must be at least as large as the goal. */
const buildLowerGoal = (name: string, value: number, goal: number): Goal => ({
  ...{ name, value: Number(value.toFixed(4)), unit: '', goal, met: value >= goal },
});

function buildGoals(sample: RealSample, { models, headline }: SampleEvaluation): Goal[] {
  const [best, scorecard] = ['best', 'scorecard'].map((kind) => models.find((model) => model.kind === kind));
  if (!best || !scorecard) throw new Error(`${sample}: figures are missing`);
  const [, low] = best.above_majority;
  const above = { ...buildLowerGoal(`${sample} accuracy above the majority, lower bound`, low, 0), met: low > 0 };
  const headlineGoals = [
    buildLowerGoal(`${sample} accuracy asked for`, best.accuracy, headline.accuracy),
    buildLowerGoal(`${sample} AUC asked for`, best.auc, headline.auc),
  ];
  if (sample === 'poland') return [above];
  if (sample === 'german') return [buildLowerGoal('german AUC', best.auc, 0.8), above, ...headlineGoals];
  return [
    buildLowerGoal('taiwan AUC', best.auc, 0.788),
    buildLowerGoal('taiwan AUC of the scorecard', scorecard.auc, 0.775),
    { name: 'taiwan ECE', value: Number(best.ece.toFixed(4)), unit: '', goal: 0.02, met: best.ece <= 0.02 },
    above,
    ...headlineGoals,
  ];
}

function measureSamples(): Goal[] {
  const samples = REAL_SAMPLES.filter((sample) => options.sample === undefined || sample === options.sample);
  if (samples.length === 0) throw new Error(`--sample ${options.sample}: one of ${REAL_SAMPLES.join(', ')}`);
  return samples.flatMap((sample) => {
    const evaluation = evaluate(sample);
    printEvaluation(sample, evaluation);
    return buildGoals(sample, evaluation);
  });
}

/** The measured training with many rows. Memory is the proportional set size of all its processes, in GiB. */
interface LargeTraining {
  rows: number;
  features: number;
  peak_gib: number;
  steps: { step: string; peak_gib: number }[];
  seconds: number;
  processor_seconds: number;
  chosen: string;
}

function measureLarge(): Goal[] {
  const settings = ['--rows', options.rows, '--trees', options.trees, ...(options.smote ? ['--smote'] : [])];
  const large: LargeTraining = runPythonModule('bench.models.large', ...settings);
  const table = createTable(['step', 'most memory, GiB']);
  for (const { step, peak_gib } of large.steps) table.push([step, peak_gib.toFixed(2)]);
  console.log(table.toString());
  const took = `${large.seconds.toFixed(0)} s, ${large.processor_seconds.toFixed(0)} processor seconds`;
  console.log(`${large.rows} rows × ${large.features} features: ${took}; chosen: ${large.chosen}`);
  const peak = Number(large.peak_gib.toFixed(2));
  return [{ name: `peak of ${large.rows} rows`, value: peak, unit: 'GiB', goal: 8, met: peak <= 8 }];
}

function measure(): Goal[] {
  if (options.large) return measureLarge();
  const { sample, seed, folds, write } = options;
  if (options.refit) return compareRefits({ sample, seed, folds, write });
  if (!options.peers) return measureSamples();
  return comparePeers({ sample, seed, folds, write, budgetSeconds: options['budget-seconds'] });
}

const before = readLoadAverage();
const goals = measure();
console.log(`\n${describeMachine()}, load average ${before} before, ${readLoadAverage()} after`);
for (const { name, value, unit, goal, met } of goals)
  console.log(`${met ? 'reached' : 'missed '}  ${name}: ${value}${unit && ` ${unit}`} (goal ${goal})`);
if (options.json) console.log(formatGoals('models', goals));
