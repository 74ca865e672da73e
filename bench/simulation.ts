/**
 * `npm run bench:simulation [-- --rows 1000000 --workers 2 --json]`: measures a simulation of stored decisions on a
 * scratch PostgreSQL and a local S3, from its request to its result, and how fast a cut-off is moved on its curve.
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { SimulationPart } from '../lambdas/simulation/contract/simulation-payload.ts';
import { findSeedPolicy } from '../testing/policies/seed-policies.ts';
import { startSimulationHarness } from '../testing/workflows/simulation-harness.ts';
import { computeFigures } from '../web/src/pages/simulations/cut-offs/sum-bins.ts';
import { computeMedian, createTable, describeMachine, formatGoals, readLoadAverage } from './results.ts';
import { FIRST_DAY, LAST_DAY, makeDecisions } from './simulation/make-decisions.ts';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    workers: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});
const ROWS = Number(options.rows);
const WORKERS = Number(options.workers);
const GOAL_ROWS = 1_000_000;
const SIMULATION_GOAL_SECONDS = 60;
const SLIDER_GOAL_MILLISECONDS = 200;
const SLIDER_RUNS = 100;
const logStep = (text: string) => console.error(text);

const seed = JSON.parse(findSeedPolicy().document);
const candidate = {
  ...seed,
  version: '2027-01-01',
  decisions: { approve_below_pd: 0.12, decline_from_pd: 0.35 },
  expected_loss_limits: [{ ...seed.expected_loss_limits[0], at_least: 4000 }],
};

async function measure<Result>(work: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const started = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - started) / 1000 };
}

/** Gives the parts to the threads, one at a time each. */
async function simulateParts(simulation_id: string, parts: SimulationPart[], workers: Worker[]): Promise<void> {
  const waiting = [...parts];
  await Promise.all(
    workers.map(async (worker) => {
      for (let part = waiting.shift(); part; part = waiting.shift()) {
        const ended = new Promise((resolve, reject) => {
          worker.once('message', resolve);
          worker.once('error', reject);
        });
        worker.postMessage({ simulation_id, part });
        await ended;
      }
    }),
  );
}

const harness = await startSimulationHarness();
const workers: Worker[] = [];
try {
  logStep(`${ROWS} decisions`);
  await makeDecisions(harness.harness.db.superuser, ROWS);
  for (let i = 0; i < WORKERS; i++) workers.push(new Worker(new URL('./simulation/part-worker.ts', import.meta.url)));
  const before = readLoadAverage();
  const { status, body } = await harness.create({ document: candidate, from: FIRST_DAY, to: LAST_DAY });
  if (status !== 200) throw new Error(`the simulation was refused: ${JSON.stringify(body)}`);
  const { simulation_id } = body;
  harness.harness.useRole('risk_simulation');
  logStep('the simulation');
  const prepared = await measure(() => harness.callStep('PrepareSimulation', { simulation_id, execution_id: 'bench' }));
  const { parts } = prepared.result as { parts: SimulationPart[] };
  const simulated = await measure(() => simulateParts(simulation_id, parts, workers));
  const closed = await measure(() =>
    harness.callStep('CloseSimulation', {
      ...{ simulation_id, execution_id: 'bench', parts: parts.length, failed: false },
    }),
  );
  harness.harness.useRole('risk_governance');
  const read = await measure(() => harness.read(simulation_id));
  const { result } = read.result;
  if (result?.rows !== ROWS) throw new Error(`${result?.rows} of ${ROWS} decisions were simulated`);
  const moves = Array.from({ length: SLIDER_RUNS }, (_, i) => {
    const started = performance.now();
    computeFigures(result, 0, { approve: (i + 1) / 200, decline: 0.6 });
    return performance.now() - started;
  });
  const seconds = prepared.seconds + simulated.seconds + closed.seconds;
  const slider = computeMedian(moves);
  const table = createTable(['step', 'seconds']);
  table.push(['prepare: choose and export', prepared.seconds.toFixed(1)]);
  table.push([`decide twice, ${WORKERS} at a time`, simulated.seconds.toFixed(1)]);
  table.push(['add up', closed.seconds.toFixed(1)], ['together', seconds.toFixed(1)]);
  table.push(['read the result', read.seconds.toFixed(2)], ['move a cut-off, ms', slider.toFixed(3)]);
  console.log(`${ROWS} decisions; ${describeMachine()}; load average ${before} before, ${readLoadAverage()} after`);
  console.log(table.toString());
  if (options.json) {
    const goals = [
      {
        ...{ name: `${ROWS} decisions simulated`, value: seconds, unit: 's', goal: SIMULATION_GOAL_SECONDS },
        met: ROWS >= GOAL_ROWS && seconds <= SIMULATION_GOAL_SECONDS,
      },
      {
        ...{ name: 'a cut-off moved', value: slider, unit: 'ms', goal: SLIDER_GOAL_MILLISECONDS },
        met: slider <= SLIDER_GOAL_MILLISECONDS,
      },
    ];
    console.log(formatGoals('simulation', goals));
  }
} finally {
  for (const worker of workers) await worker.terminate();
  await harness.harness.stop();
}
