/** Defines the compared programs: the API's function and its two peers in Python. */
import { join, resolve } from 'node:path';
import type { LocalSettings } from '../../cli/local/settings/local-settings.ts';
import { buildSdkEnvironment } from '../../cli/local/settings/local-settings.ts';
import type { Program } from './serve-program.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const VENV = join(ROOT, 'bench/.venv/bin');
/** Workers of the peer that the specification names, and so of every program. */
const WORKERS = 2;

/** Requests are counted in blocks as those of a service client, but none is refused. */
const UNLIMITED_REQUESTS = 1_000_000;
const COMMON_ENVIRONMENT = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', LANG: 'C.UTF-8' };

/** Builds the environment of the deployed function, with the credentials of the local cloud. */
export function buildFunctionEnvironment(
  settings: LocalSettings,
  variables: Record<string, string>,
): Record<string, string> {
  const RATE_LIMITS = JSON.stringify({ requests_per_minute: UNLIMITED_REQUESTS, clients: {} });
  return { ...COMMON_ENVIRONMENT, ...buildSdkEnvironment(settings), ...variables, RATE_LIMITS };
}

/** (a) The function's bundle behind a bare HTTP server. */
export function buildFunctionProgram(bundle: string, port: number, environment: Record<string, string>): Program {
  const script = join(import.meta.dirname, 'handler-server.ts');
  const args = ['--disable-warning=ExperimentalWarning', script, bundle, String(port), String(WORKERS)];
  return { command: process.execPath, args, environment, url: `http://127.0.0.1:${port}/v1/predict` };
}

/** One thread per worker for numpy, XGBoost and ONNX Runtime, because more threads slow each other down here. */
function buildPythonEnvironment(folder: string, hasReasons: boolean): Record<string, string> {
  const bench = { BENCH_FOLDER: folder, BENCH_REASONS: hasReasons ? '1' : '0' };
  return { ...COMMON_ENVIRONMENT, ...bench, OMP_NUM_THREADS: '1', PYTHONDONTWRITEBYTECODE: '1' };
}

/** (c) Flask under gunicorn, with threads, because its plain workers close every connection. */
export function buildFlaskProgram(folder: string, port: number, hasReasons: boolean): Program {
  return {
    command: join(VENV, 'gunicorn'),
    args: [
      '--workers',
      String(WORKERS),
      '--threads',
      '4',
      '--bind',
      `127.0.0.1:${port}`,
      '--log-level',
      'error',
      'flask_app:app',
    ],
    environment: buildPythonEnvironment(folder, hasReasons),
    directory: join(import.meta.dirname, 'peers'),
    url: `http://127.0.0.1:${port}/v1/predict`,
  };
}

/** (d) FastAPI and ONNX Runtime under uvicorn. */
export function buildFastApiProgram(folder: string, port: number, hasReasons: boolean): Program {
  const server = ['--workers', String(WORKERS), '--host', '127.0.0.1', '--port', String(port)];
  return {
    command: join(VENV, 'uvicorn'),
    args: [...server, '--log-level', 'error', '--no-access-log', 'fastapi_app:app'],
    environment: buildPythonEnvironment(folder, hasReasons),
    directory: join(import.meta.dirname, 'peers'),
    url: `http://127.0.0.1:${port}/v1/predict`,
  };
}
