/**
 * `npm run bench:models [-- --trials 1] [-- --json] [-- --only german] [-- --without-age]`: evaluates every kind of model
 * and the kind that the training chooses on the samples. All figures come from outer folds that the search and every
 * other choice did not see (bench/models/evaluate.py).
 *
 * `npm run bench:models -- --large [-- --rows 1000000] [-- --trees 10] [-- --smote]`: measures the memory of a training
 * with many rows (bench/models/large.py).
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createTable, describeMachine, formatGoals, type Goal, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({
  options: {
    trials: { type: 'string', default: '1' },
    only: { type: 'string' },
    'without-age': { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000000' },
    trees: { type: 'string', default: '0' },
    smote: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const ROOT = resolve(import.meta.dirname, '..');
const SAMPLES = ['taiwan', 'german'] as const;
type Sample = (typeof SAMPLES)[number];

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

/** Runs a program and returns the last line of its output. Its error output is shown. */
function runForLastLine(command: string, args: string[]): string {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${result.status ?? result.signal}`);
  return result.stdout.trimEnd().split('\n').at(-1) ?? '';
}

function evaluate(sample: Sample): SampleEvaluation {
  const exporter = ['--disable-warning=ExperimentalWarning', 'bench/models/training-set.ts', sample, `data/${sample}`];
  const folder = runForLastLine(process.execPath, exporter);
  const settings = ['--trials', options.trials, ...(options['without-age'] ? ['--without-age'] : [])];
  return runPythonModule('bench.models.evaluate', folder, ...settings);
}

function runPythonModule<T>(module: string, ...args: string[]): T {
  return JSON.parse(runForLastLine(join(ROOT, '.venv/bin/python'), ['-m', module, ...args]));
}

const formatDigits = (value: number): string => value.toFixed(4);
const formatSigned = (value: number): string => (value < 0 ? '' : '+') + value.toFixed(4);

function printEvaluation(sample: Sample, { rows, default_rate, outer_folds, chosen, models }: SampleEvaluation): void {
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

function buildGoals(sample: Sample, { models, headline }: SampleEvaluation): Goal[] {
  const [best, scorecard] = ['best', 'scorecard'].map((kind) => models.find((model) => model.kind === kind));
  if (!best || !scorecard) throw new Error(`${sample}: figures are missing`);
  const [, low] = best.above_majority;
  const above = { ...buildLowerGoal(`${sample} accuracy above the majority, lower bound`, low, 0), met: low > 0 };
  const headlineGoals = [
    buildLowerGoal(`${sample} accuracy asked for`, best.accuracy, headline.accuracy),
    buildLowerGoal(`${sample} AUC asked for`, best.auc, headline.auc),
  ];
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
  const samples = SAMPLES.filter((sample) => options.only === undefined || sample === options.only);
  if (samples.length === 0) throw new Error(`--only ${options.only}: one of ${SAMPLES.join(', ')}`);
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

const before = readLoadAverage();
const goals = options.large ? measureLarge() : measureSamples();
console.log(`\n${describeMachine()}, load average ${before} before, ${readLoadAverage()} after`);
for (const { name, value, unit, goal, met } of goals)
  console.log(`${met ? 'reached' : 'missed '}  ${name}: ${value}${unit && ` ${unit}`} (goal ${goal})`);
if (options.json) console.log(formatGoals('models', goals));
