/**
 * `npm run soak [-- --seconds 300 --rate 100 --state DIR]`: sends predictions at a steady rate through the local gateway
 * and samples the memory of every part. Fails when a request fails, or when a function's memory or the Data API's heap
 * grows by more than a tenth and 20 MiB from the first minute after the warm-up to the last.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { fetchToken } from '../cli/environment/access-token.ts';
import { readLocalSettings } from '../cli/local/settings/local-settings.ts';
import { startApiCloud } from './api/api-cloud.ts';
import { sendLoad } from './api/send-load.ts';
import { createTemporaryFolder } from './etl/peers.ts';
import { readPeakMib } from './etl/process-meter.ts';
import { resetState } from './reset-state.ts';
import { describeMachine, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    rate: { type: 'string', default: '100' },
    state: { type: 'string' },
  },
});
const SAMPLE_SECONDS = 5;
/** The heap of a busy process grows for some minutes until its size is steady. */
const WARM_UP_SECONDS = 180;
/** Two per environment that a function may have here (two per core). More would only wait in the gateway. */
const CONNECTIONS = 4 * cpus().length;
const GROWTH = { share: 0.1, mib: 20 };
const logStep = (text: string) => console.error(text);

interface Sample {
  'a function (the largest)': number;
  /** Heap of this process, which serves the Data API, after a garbage collection. */
  'the Data API, heap': number;
  PostgreSQL: number;
  MiniStack: number;
}
/** Parts that must not grow. PostgreSQL fills its buffers, and MiniStack stores every log line. */
const OURS: (keyof Sample)[] = ['a function (the largest)', 'the Data API, heap'];

function takeSample(): Sample {
  const { largest_lambda, postgres, emulator } = readPeakMib();
  if (!global.gc) throw new Error('run it as `npm run soak`, which lets it collect garbage (--expose-gc)');
  global.gc();
  const { heapUsed, external } = process.memoryUsage();
  return {
    'a function (the largest)': largest_lambda,
    'the Data API, heap': (heapUsed + external) / 2 ** 20,
    PostgreSQL: postgres,
    MiniStack: emulator,
  };
}

const computeMean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

interface PartGrowth {
  name: keyof Sample;
  first: number;
  last: number;
  most: number;
  grew: boolean;
}

/** Compares a minute, or a quarter of a shorter run, at each end. */
function measureGrowth(samples: Sample[]): PartGrowth[] {
  const width = Math.max(1, Math.min(60 / SAMPLE_SECONDS, Math.floor(samples.length / 4)));
  return (Object.keys(samples[0] ?? {}) as (keyof Sample)[]).map((name) => {
    const values = samples.map((entry) => entry[name]);
    const [first, last] = [computeMean(values.slice(0, width)), computeMean(values.slice(-width))];
    const grew = OURS.includes(name) && last - first > GROWTH.mib && last > first * (1 + GROWTH.share);
    return { name, first, last, most: Math.max(...values), grew };
  });
}

async function soak(settings: ReturnType<typeof readLocalSettings>, folder: string): Promise<boolean> {
  const harness = await startApiCloud(settings, folder, logStep);
  try {
    const token = await fetchToken({ client: 'service' });
    const bodies = Array.from({ length: 500 }, (_, i) => JSON.stringify({ application_id: `bench-${i}` }));
    const url = `${harness.parameter('api/url')}/v1/predict`;
    const common = { url, bodies, headers: { authorization: `Bearer ${token}` }, connections: CONNECTIONS };
    const rate = Number(options.rate);
    logStep('warming up');
    await sendLoad({ ...common, seconds: WARM_UP_SECONDS, rate });
    const { rows: before } = await harness.database.query('select count(*)::int as n from predictions.risk_scores');
    logStep(`${options.seconds} s at ${rate} requests a second`);
    const samples: Sample[] = [takeSample()];
    const timer = setInterval(() => samples.push(takeSample()), SAMPLE_SECONDS * 1000);
    const loaded = await sendLoad({ ...common, seconds: Number(options.seconds), rate });
    clearInterval(timer);
    const { rows: after } = await harness.database.query('select count(*)::int as n from predictions.risk_scores');
    const parts = measureGrowth(samples);
    const table = new Table({ head: ['MiB', 'first minute', 'last minute', 'most'], style: { head: [], border: [] } });
    for (const { name, first, last, most } of parts) table.push([name, ...[first, last, most].map(Math.round)]);
    console.log(table.toString());
    const { requests, per_second, p50, p95, p99, slowest, failed, statuses } = loaded;
    const stored = after[0].n - before[0].n;
    console.log(`${requests} answers, ${per_second.toFixed(1)} a second, ${failed} failed ${JSON.stringify(statuses)}`);
    console.log(`${stored} predictions stored`);
    console.log(
      `p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}, p99 ${p99.toFixed(1)}, slowest ${slowest.toFixed(0)} ms`,
    );
    console.log(`${describeMachine()}; load average ${readLoadAverage()}`);
    const grown = parts.filter(({ grew }) => grew).map(({ name }) => name);
    if (grown.length > 0) console.log(`grew: ${grown.join(', ')}`);
    const isSteady = per_second >= 0.98 * rate;
    if (!isSteady) console.log(`the machine did not keep up with ${rate} requests a second`);
    return failed === 0 && stored === requests && grown.length === 0 && isSteady;
  } finally {
    await harness.stop();
  }
}

const folder = createTemporaryFolder();
const state = options.state ?? join(folder.path, 'state');
let passed = false;
try {
  passed = await soak(readLocalSettings({ stateDirectory: state }), folder.path);
} finally {
  if (!options.state) resetState(state);
  folder.remove();
}
process.exit(passed ? 0 : 1);
