/** Fuzzes a running API with schemathesis: valid and invalid requests from the OpenAPI document, responses checked. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = join(import.meta.dirname, '../../.venv/bin/schemathesis');

/**
 * Checks of every response. Left out are the success of valid requests, which name objects that do not exist, and the
 * status of an unknown method, which the gateway answers itself (403).
 */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'missing_required_header',
  'ignored_auth',
];

export interface FuzzOptions {
  url: string;
  token: string;
  seconds: number;
  /** The same seed and document give the same requests. */
  seed: number;
  /** Path expressions of schemathesis for calls to leave out. */
  excludedPaths?: readonly string[];
}

/**
 * Runs schemathesis.
 * @returns `findings`: its report of failures, '' when every response was as documented; `output`: its whole output
 */
export async function fuzzApi({
  url,
  token,
  seconds,
  seed,
  excludedPaths = [],
}: FuzzOptions): Promise<{ findings: string; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-fuzz-'));
  const args = ['run', `${url}/v1/openapi.json`, '--url', url, '-H', `Authorization:Bearer ${token}`];
  // One worker: hypothesis parses sources, which before CPython 3.11.8 may fail in two threads at once
  // (python/cpython#106905).
  const bounds = ['--max-time', String(seconds), '--seed', String(seed), '--workers', '1', '--request-timeout', '20'];
  const kinds = ['--phases', 'examples,coverage,fuzzing', '--checks', CHECKS.join(','), '--no-color'];
  const left = excludedPaths.flatMap((path) => ['--exclude-path', path]);
  const reporting = ['--continue-on-failure', '--output-truncate', 'true', '--report-dir', folder, '--no-shrink'];
  try {
    const run = promisify(execFile)(PROGRAM, [...args, ...bounds, ...kinds, ...left, ...reporting], {
      cwd: folder, // schemathesis writes a folder of examples into its working directory
      env: { ...process.env, COLUMNS: '160' },
      maxBuffer: 2 ** 26,
    });
    const { stdout } = await run;
    return { findings: '', output: stdout };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const output = `${stdout}${stderr}` || String(error);
    return { findings: output.slice(Math.max(0, output.search(/^=+ (ERRORS|FAILURES) =+$/m))), output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
