/**
 * `npm run bench:batch [-- --rows 1000000 --input features|applications|both --reasons none,all --json]`: measures a file
 * of a million rows through `/v1/batches` on the local cloud, from the upload to the result, with processor time and
 * memory by part of the system. The floors are ONNX Runtime alone and COPY of the same evidence.
 *
 *   --reasons R    which scores get reasons, one round each; the goal is for none
 *   --state DIR    keeps the local cloud and its champion in a folder for another run (default a temporary folder)
 */
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Client } from 'pg';
import { fetchToken } from '../cli/environment/access-token.ts';
import { readLocalSettings } from '../cli/local/settings/local-settings.ts';
import { downloadResult, scoreFile } from '../cli/predictions/score-file.ts';
import { CommandError } from '../cli/terminal/command-error.ts';
import { ExecutionSteps } from '../cli/workflows/execution-steps.ts';
import { createRiskClient } from '../clients/typescript/client.ts';
import { ReasonsFor } from '../lambdas/shared/batch-contract.ts';
import { readLines } from '../lambdas/shared/csv/read-lines.ts';
import { isAttribute } from '../lambdas/shared/features/attribute-names.ts';
import type { FeatureRecord } from '../lambdas/shared/features/feature-record.ts';
import { parsePolicy } from '../lambdas/shared/policy/parse-policy.ts';
import { type BatchCloud, multiplyApplications, startBatchCloud } from './batch/batch-cloud.ts';
import { copyEvidence, type Floor, writeApplications, writeFeatures } from './batch/batch-files.ts';
import { loadChampion, measureOnnxRates, type OnnxRates } from './batch/onnx-rates.ts';
import { findDecidingPolicy } from './deciding-policy.ts';
import { createTemporaryFolder } from './etl/peers.ts';
import { type MeterReading, startMeter } from './etl/process-meter.ts';
import { resetState } from './reset-state.ts';
import { createTable, describeMachine, formatGoals, type Goal, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    input: { type: 'string', default: 'both' },
    reasons: { type: 'string', default: 'none' },
    state: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const ROOT = resolve(import.meta.dirname, '..');
const GOAL_ROWS = 1_000_000;
const rows = Number(options.rows);
const inputs = options.input === 'both' ? (['features', 'applications'] as const) : [options.input];
const logStep = (text: string) => console.error(text);
const formatCount = (value: number) => Math.round(value).toLocaleString('en-GB');

interface Round extends MeterReading {
  input: string;
  reasons: string;
  batch_id: string;
  file_bytes: number;
  result_bytes: number;
  /** Seconds from the first call to the downloaded result. */
  seconds: number;
  stages: Record<string, number>;
}

interface BatchMeasurement {
  rounds: Round[];
  floor: Floor | undefined;
  onnx: OnnxRates;
  kind: string;
}

async function main(): Promise<void> {
  const folder = createTemporaryFolder();
  const state = options.state ?? join(ROOT, '.local-bench-batch');
  const settings = readLocalSettings({ stateDirectory: state });
  const loadBefore = readLoadAverage();
  try {
    const cloud = await startBatchCloud(settings, folder.path, logStep);
    try {
      const bench = await measure(cloud, folder.path);
      printReport(bench, { before: loadBefore, after: readLoadAverage() });
    } finally {
      await cloud.stop();
    }
  } finally {
    if (!options.state) resetState(state);
    folder.remove();
  }
}

async function measure(cloud: BatchCloud, folder: string): Promise<BatchMeasurement> {
  const { database, parameter } = cloud;
  const champion = await readChampion(database);
  logStep(`${formatCount(rows)} applications with published features`);
  await multiplyApplications(database, rows);
  const model = await loadChampion(champion, parameter('model/bucket'));
  const { num, cat } = model.manifest.inputs;
  const attributes = [...num, ...cat].filter(isAttribute);
  const rounds: Round[] = [];
  for (const input of inputs) {
    const path = join(folder, `${input}.csv.gz`);
    logStep(`a file of ${input}`);
    const file_bytes = await (input === 'applications'
      ? writeApplications(database, rows, path)
      : writeFeatures(database, rows, attributes, path));
    for (const reasons of options.reasons.split(',')) {
      rounds.push(await measureRound(cloud, { input, path, file_bytes, reasons: ReasonsFor.parse(reasons) }));
    }
  }
  logStep('the floors');
  const newest = rounds.at(-1);
  const floor = newest && (await copyEvidence(database, newest.batch_id, join(folder, 'evidence.tsv')));
  const records = await readStoredRecords(database, newest?.batch_id ?? '');
  const policy = parsePolicy(JSON.parse((await findDecidingPolicy(database)).document));
  const onnx = await measureOnnxRates(model, records, policy);
  return { rounds, floor, onnx, kind: model.manifest.kind };
}

async function readChampion(database: Client) {
  const { rows: champions } = await database.query(
    `select version, onnx_key as key, onnx_sha256 as sha256, manifest_sha256 from predictions.model_metadata where stage = 'champion'`,
  );
  return champions[0];
}

async function readStoredRecords(database: Client, batchId: string): Promise<FeatureRecord[]> {
  const { rows: scores } = await database.query<{ features: FeatureRecord }>(
    `select features from predictions.risk_scores where lineage #>> '{batch,batch_id}' = $1 limit 4096`,
    [batchId],
  );
  return scores.map(({ features }) => features);
}

async function measureRound(
  { database, parameter }: BatchCloud,
  { input, path, file_bytes, reasons }: { input: string; path: string; file_bytes: number; reasons: ReasonsFor },
): Promise<Round> {
  logStep(`a batch of ${input}, reasons for ${reasons}`);
  const client = createRiskClient({ baseUrl: parameter('api/url'), token: () => fetchToken({ client: 'service' }) });
  await database.query('checkpoint');
  const meter = startMeter();
  const started = performance.now();
  try {
    const batch = await scoreFile(client, { path, reasons });
    await downloadResult(batch, `${path}.result.gz`);
    const seconds = (performance.now() - started) / 1000;
    const metered = meter.stop();
    const { batch_id } = batch;
    await checkCompleteness(database, batch_id, `${path}.result.gz`);
    const arn = `${parameter('workflow/batch-scoring-arn').replace(':stateMachine:', ':execution:')}:${batch_id}`;
    const stages: Record<string, number> = {};
    for (const { name, startedAt, endedAt } of await new ExecutionSteps(new SFNClient({}), arn).read()) {
      stages[name] = ((endedAt ?? startedAt) - startedAt) / 1000;
    }
    const result_bytes = batch.result?.size_bytes ?? 0;
    return { input, reasons, batch_id, file_bytes, result_bytes, seconds, stages, ...metered };
  } finally {
    meter.stop();
  }
}

/** Throws unless every row has a line in the result and its evidence in the database. */
async function checkCompleteness(database: Client, batchId: string, path: string): Promise<void> {
  let lines = -1; // the header
  for await (const _ of readLines(createReadStream(path).pipe(createGunzip()))) lines += 1;
  const { rows: counts } = await database.query<{ n: string }>(
    `select count(*) as n from predictions.risk_scores where source = 'file' and lineage #>> '{batch,batch_id}' = $1`,
    [batchId],
  );
  const stored = Number(counts[0]?.n);
  if (lines !== rows || stored !== rows) throw new CommandError(`${lines} lines and ${stored} scores of ${rows} rows`);
}

function printReport({ rounds, floor, onnx, kind }: BatchMeasurement, loads: { before: number; after: number }): void {
  const table = createTable(['', ...rounds.map(({ input, reasons }) => `${input}, reasons: ${reasons}`)]);
  const addRow = (name: string, format: (round: Round) => string) => table.push([name, ...rounds.map(format)]);
  const formatMib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  addRow('first call to result, s', ({ seconds }) => seconds.toFixed(1));
  for (const stage of ['SplitBatch', 'ScoreBatchParts', 'JoinResults']) {
    addRow(`  ${stage}, s`, ({ stages }) => (stages[stage] ?? 0).toFixed(1));
  }
  addRow('rows/s', ({ seconds }) => formatCount(rows / seconds));
  for (const name of ['postgres', 'lambdas', 'emulator', 'data_api'] as const) {
    addRow(`processor s: ${name.replace('_', ' ')}`, ({ cpu_seconds }) => cpu_seconds[name].toFixed(1));
  }
  for (const name of ['largest_lambda', 'lambdas', 'postgres', 'emulator'] as const) {
    addRow(`peak MiB: ${name.replace('_', ' ')}`, ({ peak_mib }) => peak_mib[name].toFixed(0));
  }
  addRow('file, result', ({ file_bytes, result_bytes }) => `${formatMib(file_bytes)}, ${formatMib(result_bytes)}`);
  console.log(
    `${formatCount(rows)} rows, ${kind}; ${describeMachine()}; load average ${loads.before} before, ${loads.after} after`,
  );
  console.log(table.toString());
  console.log(
    `Floors: COPY of the evidence into a bare table ${floor?.seconds.toFixed(1)} s (${floor?.cpu_seconds.toFixed(1)} processor s); ` +
      `ONNX Runtime alone ${formatCount(onnx.bare)} rows/s of a core, with tensors made of records ${formatCount(onnx.scored)}, ` +
      `with decisions ${formatCount(onnx.decided)}, with reasons for all ${formatCount(onnx.explained)}`,
  );
  if (options.json) console.log(formatGoals('batch', buildGoals(rounds, onnx)));
}

function buildGoals(rounds: Round[], onnx: OnnxRates): Goal[] {
  const goalRounds = rounds.filter(({ reasons }) => rows === GOAL_ROWS && reasons === 'none');
  return [
    ...goalRounds.map(({ input, seconds }) => ({
      ...{
        name: `${formatCount(rows)} ${input} end to end`,
        value: seconds,
        unit: 's',
        goal: 120,
        met: seconds <= 120,
      },
    })),
    { name: 'ONNX alone', value: onnx.bare, unit: 'rows/s/core', goal: 100_000, met: onnx.bare >= 100_000 },
  ];
}

try {
  await main();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
}
