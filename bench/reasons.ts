/**
 * `npm run bench:reasons [-- --train DIR] [-- --json]`: measures scores with and without reasons on one thread, for every
 * kind of model with its first settings and for the largest that a search may try: one application at a time as in the API, chunks as in the daily scoring, the
 * load of a model, and shap in Python for comparison.
 *
 *   --train DIR   a training channel (features.json and data/), such as bench/models/training-set.ts prints; without it
 *                 a synthetic lender as large as the Taiwan sample
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { FeatureRecord } from '../lambdas/shared/features/feature-record.ts';
import type { ModelFolderManifest } from '../lambdas/shared/model/model-manifest.ts';
import { createNodeSession } from '../lambdas/shared/model/node-runtime.ts';
import { runGraph } from '../lambdas/shared/model/run-graph.ts';
import { createScoreExplainer } from '../lambdas/shared/model/score-explainer.ts';
import { createTable, describeMachine, formatGoals, type Goal, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({
  options: { train: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const ROOT = resolve(import.meta.dirname, '..');
const WARM_UP = 300;
const CHUNK_ROWS = 1000;

type Row = ModelFolderManifest['background'][number];
type ModelDocument = Pick<ModelFolderManifest, 'inputs' | 'features' | 'prepared_from' | 'background'> & {
  leaves: number;
  estimated_ms: number;
  shap_ms: number | null;
};

interface ModelMeasurement {
  name: string;
  leaves: number;
  estimated: number;
  kilobytes: number;
  background: number;
  load: number;
  without: Times;
  with: Times;
  rows_per_second: { without: number; with: number };
  shap_ms: number | null;
}

/** Milliseconds: median, 99th percentile, and mean processor time, which other work does not change. */
interface Times {
  p50: number;
  p99: number;
  processor: number;
}

async function measureModel(name: string, folder: string, rows: Row[]): Promise<ModelMeasurement> {
  const onnx = readFileSync(join(folder, `${name}.onnx`));
  const document = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as ModelDocument;
  const { inputs, background } = document;
  const session = await createNodeSession(onnx);
  const model = { manifest: { version: name, ...document } as unknown as ModelFolderManifest, session };
  const started = process.threadCpuUsage();
  const explain = await createScoreExplainer(onnx, { ...model, background });
  const loadTime = readProcessorMilliseconds(started);
  const records = rows.map((row): FeatureRecord => buildRecord(inputs, row));
  const score = async (record: FeatureRecord) => runGraph(model, [record]);
  const scoreWithReasons = async (record: FeatureRecord) => {
    const outputs = await score(record);
    return explain(record, outputs, 0);
  };
  const batch = records.slice(0, CHUNK_ROWS);
  const scoreAll = async () => void (await runGraph(model, batch));
  const explainAll = async () => {
    const outputs = await runGraph(model, batch);
    for (const [i, record] of batch.entries()) explain(record, outputs, i);
  };
  return {
    name,
    leaves: document.leaves,
    estimated: document.estimated_ms,
    kilobytes: onnx.length / 1024,
    background: background.length,
    load: loadTime,
    without: await measureCalls(records, score),
    with: await measureCalls(records, scoreWithReasons),
    rows_per_second: { without: await measureRate(scoreAll), with: await measureRate(explainAll) },
    shap_ms: document.shap_ms,
  };
}

function buildRecord({ num, cat }: ModelDocument['inputs'], row: Row): FeatureRecord {
  return Object.fromEntries([
    ...num.map((name, i) => [name, row.num[i] ?? null]),
    ...cat.map((name, i) => [name, row.cat[i] ?? null]),
  ]);
}

async function measureCalls(
  records: FeatureRecord[],
  work: (record: FeatureRecord) => Promise<unknown>,
): Promise<Times> {
  for (const record of records.slice(0, WARM_UP)) await work(record);
  const times: number[] = [];
  const before = process.threadCpuUsage();
  for (const record of records) {
    const started = performance.now();
    await work(record);
    times.push(performance.now() - started);
  }
  const processor = readProcessorMilliseconds(before) / records.length;
  times.sort((a, b) => a - b);
  const getPercentile = (share: number) => times[Math.floor(share * (times.length - 1))] ?? Number.NaN;
  return { p50: getPercentile(0.5), p99: getPercentile(0.99), processor };
}

/** Measures the rows per second of processor time. */
async function measureRate(work: () => Promise<void>): Promise<number> {
  await work();
  const before = process.threadCpuUsage();
  for (let i = 0; i < 3; i++) await work();
  return (3 * CHUNK_ROWS * 1000) / readProcessorMilliseconds(before);
}

function readProcessorMilliseconds(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

function printTable(measured: ModelMeasurement[]): void {
  const table = createTable([
    'model',
    'KB',
    'leaves',
    'rows behind',
    'load',
    'p50',
    'p99',
    'cpu',
    'p50 +',
    'p99 +',
    'cpu +',
    'rows/s',
    'rows/s +',
    'estimate',
    'shap',
  ]);
  const formatMilliseconds = (value: number) => value.toFixed(2);
  const formatTimes = ({ p50, p99, processor }: Times) => [p50, p99, processor].map(formatMilliseconds);
  for (const result of measured) {
    const rates = [result.rows_per_second.without, result.rows_per_second.with].map((rows) =>
      Math.round(rows).toLocaleString('en-GB'),
    );
    const size = [result.kilobytes.toFixed(0), result.leaves, result.background, result.load.toFixed(0)];
    const shap = result.shap_ms === null ? '' : result.shap_ms.toFixed(1);
    table.push([
      result.name,
      ...size,
      ...formatTimes(result.without),
      ...formatTimes(result.with),
      ...rates,
      formatMilliseconds(result.estimated),
      shap,
    ]);
  }
  console.log(table.toString());
  console.log(
    'Milliseconds a row; + is with reasons; cpu and rows/s are of processor time; load is of the explainer.\n' +
      'The estimate is what training takes for the time of reasons (training/models/size.py).',
  );
}

const folder = mkdtempSync(join(tmpdir(), 'risk-bench-reasons-'));
try {
  console.error(`fitting every kind of model; load average ${readLoadAverage()}`);
  const script = [join(ROOT, 'bench/reasons/models.py'), folder, ...(options.train ? [resolve(options.train)] : [])];
  execFileSync(join(ROOT, '.venv/bin/python'), script, { stdio: ['ignore', 'ignore', 'inherit'] });
  const rows = JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8')) as Row[];
  const names = JSON.parse(readFileSync(join(folder, 'models.json'), 'utf8')) as string[];
  const measured: ModelMeasurement[] = [];
  for (const name of names) measured.push(await measureModel(name, folder, rows));
  printTable(measured);
  console.log(`${describeMachine()}; load average ${readLoadAverage()}`);
  const goals = measured.flatMap(({ name, ...times }): Goal[] => [
    { name: `${name} p99`, value: times.without.p99, unit: 'ms', goal: 0.5, met: times.without.p99 <= 0.5 },
    { name: `${name} p99 with reasons`, value: times.with.p99, unit: 'ms', goal: 5, met: times.with.p99 <= 5 },
  ]);
  if (options.json) console.log(formatGoals('reasons', goals));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
