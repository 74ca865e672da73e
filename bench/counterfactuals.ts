/**
 * `npm run bench:counterfactuals [-- --train DIR] [-- --json]`: measures what a search of counterfactuals takes on one
 * thread, for every kind of model with its default settings on the Taiwan sample, and how many decisions it can change.
 * Every answer is scored again alone, and must reach its target.
 *
 *   --train DIR   a training channel (features.json and data/); without it that of the sample (bench/models/training-set.ts)
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { COUNTERFACTUALS, NEVER_CHANGED } from '../lambdas/shared/counterfactuals/configuration.ts';
import { listLevers } from '../lambdas/shared/counterfactuals/levers.ts';
import { createChangeScorer, type ScoreChanges } from '../lambdas/shared/counterfactuals/score-changes.ts';
import { searchCounterfactuals } from '../lambdas/shared/counterfactuals/search-counterfactuals.ts';
import type { FeatureRecord } from '../lambdas/shared/features/feature-record.ts';
import type { ScoringModel } from '../lambdas/shared/model/load-model.ts';
import { MODEL_KINDS, type ModelFolderManifest } from '../lambdas/shared/model/model-manifest.ts';
import { createNodeSession } from '../lambdas/shared/model/node-runtime.ts';
import { readSeenValues } from '../lambdas/shared/model/seen-values.ts';
import { getSeedPolicy } from '../testing/policies/seed-policies.ts';
import { createTable, describeMachine, formatGoals, type Goal, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({
  options: { train: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const ROOT = resolve(import.meta.dirname, '..');
const PYTHON = join(ROOT, '.venv/bin/python');
/** The sample's champion is of this kind. */
const CHAMPION_KIND = 'xgboost';
const GOAL_MILLISECONDS = 200;
const WARM_UP = 20;
/** Declined and referred applications that are measured, of each kind. */
const DECISIONS = 400;

interface Measurement {
  kind: string;
  decisions: number;
  /** Decisions that an answer changes, by the number of changed features of the cheapest. */
  reached: [one: number, two: number, three: number];
  levers: number;
  searched: number;
  p50: number;
  p95: number;
  longest: number;
}

/** Builds the sample's training set with the real daily workflow, or finds it in the cache. */
function findTrainingSet(): string {
  if (options.train) return resolve(options.train);
  const script = ['--disable-warning=ExperimentalWarning', 'bench/models/training-set.ts', 'taiwan', 'data/taiwan'];
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  const { status, stdout } = spawnSync(process.execPath, script, { cwd: ROOT, stdio, encoding: 'utf8' });
  if (status !== 0) throw new Error(`bench/models/training-set.ts ended with ${status}`);
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}

async function loadKind(folder: string, kind: string) {
  const document = JSON.parse(readFileSync(join(folder, `${kind}.json`), 'utf8'));
  const session = await createNodeSession(readFileSync(join(folder, `${kind}.onnx`)));
  const manifest = { version: kind, ...document } as ModelFolderManifest;
  const model = { manifest, session } as unknown as ScoringModel;
  return { manifest, seen: readSeenValues(manifest), score: createChangeScorer(model, getSeedPolicy()) };
}

async function measureKind(
  folder: string,
  kind: string,
  rows: ModelFolderManifest['background'],
): Promise<Measurement> {
  const { manifest, seen, score } = await loadKind(folder, kind);
  const records = await selectUnapproved(
    score,
    rows.map((row) => buildRecord(manifest.inputs, row)),
  );
  const reached: Measurement['reached'] = [0, 0, 0];
  const [times, searched]: [number[], number[]] = [[], []];
  let leverCount = 0;
  const search = async (record: FeatureRecord) => {
    const context = { record, manifest, seen, attributes: new Map(), neverChanged: NEVER_CHANGED };
    const levers = listLevers(context);
    leverCount += levers.length;
    const { max_changes: maxChanges, answers: maxAnswers } = COUNTERFACTUALS;
    return searchCounterfactuals(score, record, levers, { target: 'approve', maxChanges, maxAnswers });
  };
  for (const record of records.slice(0, WARM_UP)) await search(record);
  leverCount = 0;
  for (const record of records) {
    const started = performance.now();
    const result = await search(record);
    times.push(performance.now() - started);
    searched.push(result.searched);
    const changes = result.counterfactuals[0]?.changes.length;
    if (changes) reached[changes - 1] = (reached[changes - 1] ?? 0) + 1;
    for (const { features } of result.counterfactuals) {
      const [outcome] = await score([features]);
      if (outcome?.decision !== 'approve') throw new Error(`${kind}: an answer does not change the decision`);
    }
  }
  const decisions = records.length;
  const [p50, p95, longest] = [0.5, 0.95, 1].map((share) => getPercentile(times, share)) as [number, number, number];
  return {
    kind,
    decisions,
    reached,
    levers: leverCount / decisions,
    searched: getPercentile(searched, 0.5),
    p50,
    p95,
    longest,
  };
}

async function selectUnapproved(score: ScoreChanges, records: readonly FeatureRecord[]): Promise<FeatureRecord[]> {
  const outcomes = await score(records);
  return records.filter((_, i) => outcomes[i]?.decision !== 'approve').slice(0, DECISIONS);
}

const buildRecord = ({ num, cat }: ModelFolderManifest['inputs'], row: ModelFolderManifest['background'][number]) =>
  Object.fromEntries([
    ...num.map((name, i) => [name, row.num[i] ?? null]),
    ...cat.map((name, i) => [name, row.cat[i] ?? null]),
  ]) as FeatureRecord;

const getPercentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;

function printTable(measured: readonly Measurement[]): void {
  const head = ['model', 'decisions', 'within reach', '1 change', '2', '3', 'levers', 'tried', 'p50', 'p95', 'longest'];
  const table = createTable(head);
  for (const { kind, decisions, reached, levers, searched, p50, p95, longest } of measured) {
    const share = (100 * reached.reduce((sum, count) => sum + count, 0)) / decisions;
    const times = [p50, p95, longest].map((value) => value.toFixed(1));
    table.push([kind, decisions, `${share.toFixed(0)} %`, ...reached, levers.toFixed(1), searched, ...times]);
  }
  console.log(table.toString());
  console.log('Milliseconds a decision; tried is the median of the changes that were scored.');
}

const folder = mkdtempSync(join(tmpdir(), 'risk-bench-counterfactuals-'));
try {
  const channel = findTrainingSet();
  console.error(`fitting every kind of model; load average ${readLoadAverage()}`);
  execFileSync(PYTHON, [join(ROOT, 'bench/reasons/models.py'), folder, channel], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const rows = JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8'));
  const measured: Measurement[] = [];
  for (const kind of MODEL_KINDS) measured.push(await measureKind(folder, kind, rows));
  printTable(measured);
  console.log(`${describeMachine()}; load average ${readLoadAverage()}`);
  const goals = measured.map(({ kind, p95 }): Goal => {
    const name = `${kind} p95${kind === CHAMPION_KIND ? ", the champion's kind" : ''}`;
    return { name, value: p95, unit: 'ms', goal: GOAL_MILLISECONDS, met: p95 <= GOAL_MILLISECONDS };
  });
  if (options.json) console.log(formatGoals('counterfactuals', goals));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
