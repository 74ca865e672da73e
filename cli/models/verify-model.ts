/**
 * Checks a registered model again: that its folder is what was registered, and that the graph still gives what it gave
 * when it was trained, in the runtime that serves it and in Python's.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { FeatureRecord } from '../../lambdas/shared/features/feature-record.ts';
import { loadExplainableModel, type ModelReference } from '../../lambdas/shared/model/load-model.ts';
import type { InputNames } from '../../lambdas/shared/model/model-inputs.ts';
import { runGraph } from '../../lambdas/shared/model/run-graph.ts';

const REPOSITORY_ROOT = join(import.meta.dirname, '../..');
/** Largest difference of a PD that training allowed between the graph and the model it was made from. */
const TOLERANCE = 1e-5;

export const ModelCheck = z.object({ name: z.string(), passed: z.boolean(), detail: z.string() });
export type ModelCheck = z.infer<typeof ModelCheck>;

/** What predictions.model_metadata says of a model. */
export type Registration = ModelReference & { kind: string; stage: string; manifest: Record<string, unknown> };

/** Every check of a registered model whose files lie in `folder`; a check that can't be made has failed. */
export async function verifyModel(registration: Registration, folder: string): Promise<ModelCheck[]> {
  return [...(await runNodeChecks(registration, folder)), ...(await pythonChecks(folder))];
}

/** The checks that need no Python. */
export async function runNodeChecks(registration: Registration, folder: string): Promise<ModelCheck[]> {
  return [
    await attempt('registration', () => checkRegistration(registration, folder)),
    await attempt('parity in Node.js', () => checkParity(registration, folder)),
  ];
}

async function attempt(
  name: string,
  check: () => Promise<Omit<ModelCheck, 'name'>> | Omit<ModelCheck, 'name'>,
): Promise<ModelCheck> {
  try {
    return { name, ...(await check()) };
  } catch (error) {
    return { name, passed: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** What the manifest holds and the registration does not, because it is too large for a row. */
const ONLY_IN_FOLDER = ['background'];

/** The folder's manifest is the registered one, word for word, so that its hashes are the registered ones too. */
function checkRegistration({ manifest, sha256, stage }: Registration, folder: string): Omit<ModelCheck, 'name'> {
  const stored = withoutSigns(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
  const names = Object.keys(stored).filter((name) => !ONLY_IN_FOLDER.includes(name));
  const different = names.filter((name) => !isDeepStrictEqual(stored[name], manifest[name]));
  if (different.length > 0) {
    return { passed: false, detail: `manifest.json and the registration differ in ${different.join(', ')}` };
  }
  const onnx = z.looseObject({ sha256: z.string() }).parse(stored.onnx);
  if (onnx.sha256 !== sha256) return { passed: false, detail: `registered is the sha256 ${sha256}` };
  return { passed: true, detail: `${stage}, ONNX sha256 ${sha256}` };
}

/** PostgreSQL keeps no negative zero. */
const withoutSigns = (document: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(JSON.stringify(document));

/** The graph as serving loads and runs it gives the PDs that Python gave for the made-up rows. */
async function checkParity(registration: Registration, folder: string): Promise<Omit<ModelCheck, 'name'>> {
  const model = await loadExplainableModel(registration, async (_, file) => readFileSync(join(folder, file)));
  const rows = parseParityRows(readFileSync(join(folder, 'parity.csv'), 'utf8'), model.manifest.inputs);
  const { pd } = await runGraph(
    model,
    rows.map(({ record }) => record),
  );
  const cutOff = z.object({ cut_off: z.number() }).parse(model.manifest.training).cut_off;
  const gap = Math.max(...rows.map((row, i) => Math.abs(row.pd - (pd[i] as number))));
  const flips = rows.filter((row, i) => row.pd >= cutOff !== (pd[i] as number) >= cutOff).length;
  const detail = `${rows.length} made-up rows: at most ${gap.toExponential(1)} apart, ${flips} decisions differ`;
  return { passed: gap <= TOLERANCE && flips === 0, detail };
}

/** The rows of parity.csv: features by name, an empty number unknown, and Python's PD. */
export function parseParityRows(text: string, inputs: InputNames): { record: FeatureRecord; pd: number }[] {
  const rows: Record<string, string>[] = parse(text, { columns: true });
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

/** What only Python can compute again: the files' hashes go with it, because it reads them all anyway. */
async function pythonChecks(folder: string): Promise<ModelCheck[]> {
  const python = join(REPOSITORY_ROOT, '.venv/bin/python');
  const { stdout, stderr } = await run(python, ['-m', 'training.export.verify', folder]);
  const checks = z.array(ModelCheck).safeParse(parsed(stdout));
  if (checks.success) return checks.data;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return [{ name: 'Python', passed: false, detail: `training.export.verify gave no result: ${last}` }];
}

/** A failed check is exit status 1 with a document on stdout, so a failure to run shows in the document alone. */
function run(file: string, args: string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd: REPOSITORY_ROOT, maxBuffer: 1 << 24 }, (_, stdout, stderr) =>
      resolve({ stdout, stderr }),
    );
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
