/** Builds the features with pandas, DuckDB and Polars, each in its own script, and compares them. */
import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { CUSTOMER_FEATURES, FEATURES } from '../../lambdas/shared/features/catalogue.ts';
import { installPythonEnvironment } from '../python-environment.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const VENV = join(ROOT, 'bench/.venv');
const PYTHON = join(VENV, 'bin/python');
export const PEERS = ['pandas', 'duckdb', 'polars'] as const;
export type Peer = (typeof PEERS)[number];

export class PeerFailed extends Error {
  override name = 'PeerFailed';
}

/** Installs bench/requirements.txt into bench/.venv, once for each version of the file. */
export const installPeers = (): string => installPythonEnvironment('bench/requirements.txt', 'bench/.venv');

/** Measures the seconds from the start of the process to the written features, and with their load into the database. */
export async function runPeer(peer: Peer, folder: string, output: string, database: Client) {
  const started = performance.now();
  runProgram(PYTHON, [join(import.meta.dirname, `peers/${peer}_features.py`), folder, output]);
  const written = performance.now();
  await loadIntoDatabase(database, output);
  return { seconds: (written - started) / 1000, published_seconds: (performance.now() - started) / 1000 };
}

/** Exports the features of the workflow or of the floor to a file that can be compared with those of the peers. */
export async function exportFeatures(database: Client, from: 'workflow' | 'floor', path: string): Promise<void> {
  const names = FEATURES.map(({ name }) => name);
  const known = new Set(CUSTOMER_FEATURES.map(({ name }) => name));
  const workflow = `select application_id as id, true as is_application, ${names.join(', ')} from analytics.risk_features
    union all select customer_id, false, ${names.map((name) => (known.has(name) ? name : 'null')).join(', ')}
    from analytics.customer_features`;
  const query = from === 'workflow' ? workflow : `select id, is_application, ${names.join(', ')} from floor.features`;
  const stream = database.query(copyTo(`copy (${query}) to stdout (format csv, header)`));
  await pipeline(stream, createWriteStream(path));
}

export interface FeatureComparison {
  rows: number;
  features: number;
  largest_difference: number;
}

/**
 * Compares two files of features.
 * @throws {PeerFailed} when features differ by more than 1e-9; it names them
 */
export function compareFeatures(expected: string, actual: string): FeatureComparison {
  return JSON.parse(runProgram(PYTHON, [join(import.meta.dirname, 'peers/compare.py'), expected, actual]));
}

/** Loads the rows with COPY into a bare table, because published features are in the database. */
async function loadIntoDatabase(database: Client, path: string): Promise<void> {
  const header = readFileSync(path, 'utf8').split('\n', 1)[0]?.trim().split(',') ?? [];
  const types = new Map(FEATURES.map(({ name, type }) => [name, type === 'category' ? 'text' : 'double precision']));
  const columns = header.map((name) => `${name} ${types.get(name) ?? 'text'}`);
  await database.query('create schema if not exists floor; drop table if exists floor.published');
  await database.query(`create table floor.published (${columns.join(', ')})`);
  const copy = database.query(copyFrom('copy floor.published from stdin (format csv, header)'));
  await pipeline(createReadStream(path), copy);
}

function runProgram(command: string, args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status === 0) return stdout;
  throw new PeerFailed(`${command} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`.trim().slice(-2000)}`);
}

/** Creates a folder for generated files, which the caller removes at the end. */
export function createTemporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(process.env.RISK_BENCH_FOLDER ?? tmpdir(), 'risk-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
