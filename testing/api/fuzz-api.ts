/** schemathesis against a running API: requests made from the OpenAPI document, valid and not, and answers held to it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = join(import.meta.dirname, '../../.venv/bin/schemathesis');

/**
 * What every answer is held to. Not among them: whether a valid request succeeds (it names things that are not there),
 * and which status an unknown method gets (the gateway's own, 403).
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
  /** The same seed and document make the same requests. */
  seed: number;
  /** Expressions of schemathesis for calls to leave out. */
  excludedPaths?: readonly string[];
}

/** Gives what it found, in its own words; '' where every answer was as documented. */
export async function fuzzApi({
  url,
  token,
  seconds,
  seed,
  excludedPaths = [],
}: FuzzOptions): Promise<{ found: string; said: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-fuzz-'));
  const args = ['run', `${url}/v1/openapi.json`, '--url', url, '-H', `Authorization:Bearer ${token}`];
  // One worker: hypothesis parses sources, which before CPython 3.11.8 may fail in two threads at once
  // (python/cpython#106905).
  const bounds = ['--max-time', String(seconds), '--seed', String(seed), '--workers', '1', '--request-timeout', '20'];
  const kinds = ['--phases', 'examples,coverage,fuzzing', '--checks', CHECKS.join(','), '--no-color'];
  const left = excludedPaths.flatMap((path) => ['--exclude-path', path]);
  const output = ['--continue-on-failure', '--output-truncate', 'true', '--report-dir', folder, '--no-shrink'];
  try {
    const run = promisify(execFile)(PROGRAM, [...args, ...bounds, ...kinds, ...left, ...output], {
      cwd: folder, // it keeps a folder of examples where it runs
      env: { ...process.env, COLUMNS: '160' },
      maxBuffer: 2 ** 26,
    });
    const { stdout } = await run;
    return { found: '', said: stdout };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const said = `${stdout}${stderr}` || String(error);
    return { found: said.slice(Math.max(0, said.search(/^=+ (ERRORS|FAILURES) =+$/m))), said };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
