/**
 * Verifies a registered model: its folder equals the registration, and the graph gives the same PDs as at its training,
 * in Node.js and in Python. Open it for the checks of `npm run model:verify`.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { FeatureRecord } from '../../lambdas/shared/features/feature-record.ts';
import { loadExplainableModel, type ModelReference } from '../../lambdas/shared/model/load-model.ts';
import type { InputNames } from '../../lambdas/shared/model/model-inputs.ts';
import { runGraph } from '../../lambdas/shared/model/run-graph.ts';
import { listManifestDifferences } from '../../lambdas/training/registry/model-files.ts';
import { formatPlural } from '../terminal/format.ts';

const REPOSITORY_ROOT = join(import.meta.dirname, '../..');

export const ModelCheck = z.object({ name: z.string(), passed: z.boolean(), detail: z.string() });
export type ModelCheck = z.infer<typeof ModelCheck>;

/** A model's row of predictions.model_metadata. */
export type ModelRecord = ModelReference & { kind: string; stage: string; manifest: Record<string, unknown> };

/**
 * Runs every check; a check that can't be made has failed.
 * @param folder local copy of the model folder
 */
export async function verifyModel(registration: ModelRecord, folder: string): Promise<ModelCheck[]> {
  return [...(await runNodeChecks(registration, folder)), ...(await runPythonChecks(folder))];
}

/** Runs the checks that need no Python. */
export async function runNodeChecks(registration: ModelRecord, folder: string): Promise<ModelCheck[]> {
  return [
    await runCheck('registration', () => checkRegistration(registration, folder)),
    await runCheck('parity in Node.js', () => checkParity(registration, folder)),
  ];
}

async function runCheck(
  name: string,
  check: () => Promise<Omit<ModelCheck, 'name'>> | Omit<ModelCheck, 'name'>,
): Promise<ModelCheck> {
  try {
    return { name, ...(await check()) };
  } catch (error) {
    return { name, passed: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** The folder's manifest must be the registered one, so that its hashes of the files are the registered ones. */
function checkRegistration(
  { manifest, sha256, manifest_sha256, stage }: ModelRecord,
  folder: string,
): Omit<ModelCheck, 'name'> {
  const bytes = readFileSync(join(folder, 'manifest.json'));
  const stored = JSON.parse(bytes.toString('utf8'));
  const differentFields = listManifestDifferences(stored, manifest);
  if (differentFields.length > 0) {
    return { passed: false, detail: `manifest.json and the registration differ in ${differentFields.join(', ')}` };
  }
  if (manifest_sha256 !== null && createHash('sha256').update(bytes).digest('hex') !== manifest_sha256) {
    return { passed: false, detail: `registered is a manifest.json with the sha256 ${manifest_sha256}` };
  }
  const onnx = z.looseObject({ sha256: z.string() }).parse(stored.onnx);
  if (onnx.sha256 !== sha256) return { passed: false, detail: `registered is the sha256 ${sha256}` };
  return { passed: true, detail: `${stage}, ONNX sha256 ${sha256}` };
}

/** The graph, loaded and run as in serving, must give the PDs that Python gave for the synthetic rows of parity.csv. */
async function checkParity(registration: ModelRecord, folder: string): Promise<Omit<ModelCheck, 'name'>> {
  const model = await loadExplainableModel(registration, async (_, file) => readFileSync(join(folder, file)));
  const rows = parseParityRows(readFileSync(join(folder, 'parity.csv'), 'utf8'), model.manifest.inputs);
  const { pd } = await runGraph(
    model,
    rows.map(({ record }) => record),
  );
  const cutOff = z.object({ cut_off: z.number() }).parse(model.manifest.training).cut_off;
  const { tolerance } = z.object({ tolerance: z.number() }).parse(model.manifest.parity);
  const gap = Math.max(...rows.map((row, i) => Math.abs(row.pd - (pd[i] as number))));
  const flips = rows.filter((row, i) => row.pd >= cutOff !== (pd[i] as number) >= cutOff).length;
  const detail = `${formatPlural(rows.length, 'made-up row')}: at most ${gap.toExponential(1)} apart, ${formatPlural(flips, 'decision differs', 'decisions differ')}`;
  return { passed: gap <= tolerance && flips === 0, detail };
}

/** Parses parity.csv: features by name, where an empty number is unknown, and Python's PD. */
export function parseParityRows(text: string, inputs: InputNames): { record: FeatureRecord; pd: number }[] {
  const rows: Record<string, string>[] = parse(text, { columns: true, record_delimiter: '\n' });
  const field = (row: Record<string, string>, name: string): string => {
    const value = row[name];
    if (value === undefined) throw new Error(`parity.csv has no column ${name}`);
    return value;
  };
  return rows.map((row) => {
    const record: Record<string, number | string | null> = {};
    for (const name of inputs.num) record[name] = field(row, name) === '' ? null : Number(field(row, name));
    for (const name of inputs.cat) record[name] = field(row, name);
    return { record, pd: Number(field(row, 'pd')) };
  });
}

/** Runs the checks of training.verify: hashes of all files, parity in Python, figures, groups. */
async function runPythonChecks(folder: string): Promise<ModelCheck[]> {
  const python = join(REPOSITORY_ROOT, '.venv/bin/python');
  const { stdout, stderr } = await runProgram(python, ['-m', 'training.verify', folder]);
  const checks = z.array(ModelCheck).safeParse(parseJson(stdout));
  if (checks.success) return checks.data;
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  return [{ name: 'Python', passed: false, detail: `training.verify gave no result: ${lastLine}` }];
}

/** Ignores the exit status: 1 also means a failed check, and then the document is on stdout. */
function runProgram(file: string, args: string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd: REPOSITORY_ROOT, maxBuffer: 1 << 24 }, (_, stdout, stderr) =>
      resolve({ stdout, stderr }),
    );
  });
}

/** Undefined for a text that is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
