/**
 * `npm run bench:api [-- --quick] [-- --json] [-- --seconds 10 --state DIR]`: measures a prediction with stored evidence
 * on one machine and one PostgreSQL:
 *
 *   (a) the predict function called in its process, and behind a bare HTTP server; the database through the Data API
 *   (b) the deployed function over HTTP through the local gateway, and a trivial function through the same gateway
 *   (c) the peer that the specification names: Flask under gunicorn, XGBoost in Python, psycopg
 *   (d) FastAPI, ONNX Runtime, psycopg
 *   (e) the floor: ONNX Runtime alone
 *
 * A separate process sends the load. `--quick` is for development; `--state` keeps the local cloud in a folder.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fetchToken } from '../cli/environment/access-token.ts';
import { type LocalSettings, readLocalSettings } from '../cli/local/settings/local-settings.ts';
import { findFreePort } from '../cli/local/settings/ports.ts';
import { collectFunctionFiles } from '../lib/build/bundle.ts';
import { type ApiCloud, startApiCloud } from './api/api-cloud.ts';
import {
  type GatewayMeasurement,
  type InProcessTimes,
  printReport,
  type ServerMeasurement,
} from './api/print-report.ts';
import {
  buildFastApiProgram,
  buildFlaskProgram,
  buildFunctionEnvironment,
  buildFunctionProgram,
} from './api/programs.ts';
import { sendLoad } from './api/send-load.ts';
import { type Program, serveProgram } from './api/serve-program.ts';
import { deployTrivialApi } from './api/trivial-api.ts';
import { createTemporaryFolder, installPeers } from './etl/peers.ts';
import { resetState } from './reset-state.ts';
import { computeMedian, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    state: { type: 'string' },
  },
});
const ROOT = resolve(import.meta.dirname, '..');
const SECONDS = Number(options.seconds ?? (options.quick ? 3 : 15));
const WARM_UP_SECONDS = options.quick ? 1 : 4;
/** Long enough to warm up every environment of a function. */
const GATEWAY_WARM_UP_SECONDS = options.quick ? 1 : 40;
/** Enough to keep both workers of a server busy. */
const CONNECTIONS = 8;
const GOAL_RATE = 100;
const STARTS = options.quick ? 2 : 5;
const logStep = (text: string) => console.error(text);

const buildBodies = (applications: number) =>
  Array.from({ length: Math.min(applications, 500) }, (_, i) => JSON.stringify({ application_id: `bench-${i}` }));

/** Measures one server. Servers are measured one after another, so that each has the whole machine. */
async function measureServer(name: string, program: Program, bodies: string[]): Promise<ServerMeasurement> {
  logStep(`  ${name}`);
  const served = await serveProgram(program, bodies[0] ?? '');
  try {
    const common = { url: program.url, bodies };
    await sendLoad({ ...common, connections: CONNECTIONS, seconds: WARM_UP_SECONDS });
    const alone = await sendLoad({ ...common, connections: 1, seconds: WARM_UP_SECONDS });
    const full = await sendLoad({ ...common, connections: CONNECTIONS, seconds: SECONDS });
    if (full.failed > 0) throw new Error(`${name}: ${full.failed} requests failed: ${JSON.stringify(full.statuses)}`);
    return { name, alone, full, memory: served.memory(), first_answer: served.first_answer };
  } finally {
    await served.stop();
  }
}

/** Measures the function in one process, as Lambda runs it. */
function measureInProcess(
  directory: string,
  folder: string,
  harness: ApiCloud,
  settings: LocalSettings,
): Promise<InProcessTimes> {
  const script = join(ROOT, 'bench/api/measure-in-process.ts');
  const requests = String(options.quick ? 500 : 3000);
  const args = [
    '--disable-warning=ExperimentalWarning',
    script,
    directory,
    folder,
    String(harness.applications),
    requests,
  ];
  return runForLastLine(process.execPath, args, buildFunctionEnvironment(settings, harness.environment));
}

/** Measures the milliseconds of a new process until the function's module is loaded, which Lambda calls init. */
function measureInit(directory: string, environment: Record<string, string>): number {
  const script = `await import(process.argv[1]); process.stderr.write(String(performance.now()));`;
  const args = ['--input-type=module', '-e', script, join(directory, 'prediction-api/predict.mjs')];
  const times = Array.from({ length: STARTS }, () => {
    const { stderr } = spawnSync(process.execPath, args, { env: environment, encoding: 'utf8' });
    return Number(stderr.split('\n').at(-1));
  });
  return computeMedian(times);
}

async function measureGateway(harness: ApiCloud, settings: LocalSettings, folder: string): Promise<GatewayMeasurement> {
  const token = await fetchToken({ client: 'service' });
  const headers = { authorization: `Bearer ${token}` };
  const bodies = buildBodies(harness.applications);
  const measureUrl = async (name: string, url: string) => {
    logStep(`  ${name}`);
    const started = performance.now();
    await sendLoad({ url, headers, bodies, connections: 1, seconds: 1 });
    const first_answer = performance.now() - started - 1000;
    await sendLoad({ url, headers, bodies, connections: CONNECTIONS, seconds: GATEWAY_WARM_UP_SECONDS });
    const steady = await sendLoad({
      url,
      headers,
      bodies,
      connections: CONNECTIONS,
      seconds: SECONDS,
      rate: GOAL_RATE,
    });
    const full = await sendLoad({ url, headers, bodies, connections: CONNECTIONS, seconds: SECONDS });
    return { first_answer, steady, full };
  };
  const floor = await measureUrl(
    'a trivial function',
    await deployTrivialApi(settings, folder, harness.parameter('api/user-pool-id')),
  );
  const api = await measureUrl('the deployed function', `${harness.parameter('api/url')}/v1/predict`);
  return { floor, api };
}

async function runForLastLine<T>(command: string, args: string[], env: Record<string, string>): Promise<T> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const { stdout } = await promisify(execFile)(command, args, { env, maxBuffer: 2 ** 28 });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

const sumMebibytes = (directory: string): number =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0) /
  2 ** 20;

/** Writes the files that are deployed into a folder. */
function writeFunction(directory: string, onnx: 'arm64' | 'x64'): string {
  for (const { path, contents } of collectFunctionFiles('prediction-api/predict', { sql: true, onnx })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), contents);
  }
  return directory;
}

async function main(): Promise<void> {
  installPeers();
  const folder = createTemporaryFolder();
  const state = options.state ?? join(folder.path, 'state');
  const settings = readLocalSettings({ stateDirectory: state });
  const loadBefore = readLoadAverage();
  try {
    const harness = await startApiCloud(settings, folder.path, logStep);
    try {
      const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
      const directory = writeFunction(join(folder.path, 'function'), architecture);
      const environment = buildFunctionEnvironment(settings, harness.environment);
      const bodies = buildBodies(harness.applications);
      logStep('one request after another, in the process');
      const inProcess = await measureInProcess(directory, folder.path, harness, settings);
      const init = measureInit(directory, environment);
      logStep('servers');
      const servers: ServerMeasurement[] = [];
      const own = buildFunctionProgram(directory, await findFreePort(), environment);
      servers.push(await measureServer('(a) this API, with reasons', own, bodies));
      for (const hasReasons of [true, false]) {
        const what = hasReasons ? 'with reasons' : 'without';
        const flask = buildFlaskProgram(folder.path, await findFreePort(), hasReasons);
        servers.push(await measureServer(`(c) Flask, XGBoost, ${what}`, flask, bodies));
        const fastApi = buildFastApiProgram(folder.path, await findFreePort(), hasReasons);
        servers.push(await measureServer(`(d) FastAPI, ONNX Runtime, ${what}`, fastApi, bodies));
      }
      logStep('through the local gateway');
      const whole = await measureGateway(harness, settings, folder.path);
      const bundled = sumMebibytes(directory);
      printReport({
        inProcess,
        init,
        servers,
        gateway: whole,
        bundleMebibytes: bundled,
        load: [loadBefore, readLoadAverage()],
        json: options.json,
      });
    } finally {
      await harness.stop();
    }
  } finally {
    if (!options.state) {
      resetState(state);
    }
    folder.remove();
  }
}

await main();
process.exit(0);
