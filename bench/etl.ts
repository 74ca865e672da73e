/**
 * `npm run bench:etl [-- --customers 10000 --transactions 500000 --runs 3 --size 1m --engine spark --json]`: the daily
 * workflow from the start of its execution to the published features, beside what bare PostgreSQL, pandas, DuckDB and
 * Polars need for the same features of the same files. All of it in one run, in turns, as medians.
 *
 *   --engine E    what builds the features: sql, or spark, which is measured by itself (seconds a stage, memory) and
 *                 compared with what PostgreSQL builds
 *   --size 1m     1,000,000 customers and 50,000,000 transactions; the workflow only, once
 *   --state DIR   where the local cloud is kept (default a temporary folder, removed at the end)
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { parseEngine } from '../cli/journey/engine.ts';
import { installSpark } from '../cli/local/install-spark.ts';
import { readLocalSettings } from '../cli/local/settings/local-settings.ts';
import { CommandError } from '../cli/terminal/command-error.ts';
import { NO_DRIFT } from '../data/synthetic/options.ts';
import { writePopulation } from '../data/synthetic/population.ts';
import { DATABASE_STAGES, startEtlCloud, type WorkflowRun } from './etl/etl-cloud.ts';
import {
  compareFeatures,
  createTemporaryFolder,
  exportFeatures,
  installPeers,
  PEERS,
  type Peer,
  runPeer,
} from './etl/peers.ts';
import { type FloorRun, runFloor } from './etl/run-floor.ts';
import { computeMedian, describeMachine, formatGoals, type Goal, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({
  options: {
    customers: { type: 'string', default: '10000' },
    transactions: { type: 'string', default: '500000' },
    runs: { type: 'string', default: '3' },
    size: { type: 'string' },
    engine: { type: 'string', default: 'sql' },
    state: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const ROOT = resolve(import.meta.dirname, '..');
const AS_OF = '2026-01-01';
const isLarge = options.size === '1m';
const size = isLarge
  ? { customers: 1_000_000, transactions: 50_000_000 }
  : { customers: Number(options.customers), transactions: Number(options.transactions) };
/** The goals are for this size. */
const isGoalSize = size.customers === 10_000 && size.transactions === 500_000;
const engine = parseEngine(options.engine);
/** Nothing to compare with: the others are for a size that fits into memory, and for PostgreSQL's statements. */
const isAlone = isLarge || engine === 'spark';
const runs = isLarge ? 1 : Number(options.runs);
const logStep = (text: string) => console.error(text);
const formatCount = (value: number) => value.toLocaleString('en-GB');

interface Round {
  workflow: WorkflowRun;
  floor?: FloorRun;
  peers?: Record<Peer, { seconds: number; published_seconds: number }>;
}

async function main(): Promise<void> {
  if (options.size !== undefined && !isLarge) throw new CommandError(`--size ${options.size}: only 1m is known`);
  if (!isLarge) installPeers();
  const folder = createTemporaryFolder();
  const state = options.state ?? join(folder.path, 'state');
  const settings = readLocalSettings({ stateDirectory: state });
  if (engine === 'spark') await installSpark(settings);
  const loadBefore = readLoadAverage();
  try {
    const data = join(folder.path, 'data');
    logStep(`making ${formatCount(size.customers)} customers and ${formatCount(size.transactions)} transactions`);
    const common = { days: 1, drift: NO_DRIFT, dirty: 0, seed: 7, asOf: AS_OF, fileRows: 250_000 };
    await writePopulation({ ...common, ...size, out: data });
    const cloud = await startEtlCloud(settings, data, logStep);
    try {
      const rounds: Round[] = [];
      for (let i = 0; i < runs; i += 1) {
        logStep(`round ${i + 1} of ${runs}`);
        rounds.push(await measureRound(cloud, join(data, `as_of=${AS_OF}`), folder.path, i === 0));
      }
      printReport(rounds, { before: loadBefore, after: readLoadAverage() });
    } finally {
      await cloud.stop();
    }
  } finally {
    if (!options.state) spawnSync('node', ['cli/local/reset.ts', '--state', state], { cwd: ROOT, stdio: 'ignore' });
    folder.remove();
  }
}

async function measureRound(
  cloud: Awaited<ReturnType<typeof startEtlCloud>>,
  delivery: string,
  folder: string,
  isCompared: boolean,
): Promise<Round> {
  const postgresFile = join(folder, 'postgresql.csv');
  const isSqlCompared = isCompared && engine === 'spark' && !isLarge;
  if (isSqlCompared) {
    await cloud.run('sql');
    await exportFeatures(cloud.database, 'workflow', postgresFile);
  }
  const workflow = await cloud.run(engine);
  if (isAlone && !isSqlCompared) return { workflow };
  const published = join(folder, 'workflow.csv');
  await exportFeatures(cloud.database, 'workflow', published);
  const check = (name: string, path: string) => {
    if (!isCompared) return;
    const { rows, features, largest_difference } = compareFeatures(published, path);
    logStep(
      `  ${name}: ${formatCount(rows)} rows × ${features} features equal, at most ${largest_difference.toExponential(1)} apart`,
    );
  };
  if (isSqlCompared) {
    check('PostgreSQL', postgresFile);
    return { workflow };
  }
  const floor = await runFloor(cloud.database, delivery);
  const floorFile = join(folder, 'floor.csv');
  await exportFeatures(cloud.database, 'floor', floorFile);
  check('floor', floorFile);
  const peers = {} as Record<Peer, { seconds: number; published_seconds: number }>;
  for (const peer of PEERS) {
    const output = join(folder, `${peer}.csv`);
    peers[peer] = await runPeer(peer, delivery, output, cloud.database);
    check(peer, output);
  }
  return { workflow, floor, peers };
}

function printReport(rounds: Round[], loads: { before: number; after: number }): void {
  const of = (pick: (round: Round) => number | undefined) =>
    computeMedian(rounds.map((round) => pick(round) ?? Number.NaN));
  const published = of(({ workflow }) => workflow.published_seconds);
  const databaseSeconds = of(({ workflow }) => addUp(DATABASE_STAGES.map((stage) => workflow.stages[stage] ?? 0)));
  const databaseCpu = of(({ workflow }) => workflow.cpu_seconds.postgres);
  const floor = of((round) => round.floor?.seconds);
  const floorCpu = of((round) => round.floor?.postgres_cpu_seconds);
  const table = new Table({
    head: ['', 'median s', '× workflow', 'PostgreSQL CPU s'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const row = (name: string, seconds: number, cpu?: number) =>
    table.push([name, seconds.toFixed(2), (seconds / published).toFixed(2), cpu?.toFixed(2) ?? '']);
  row('workflow, start to published', published, databaseCpu);
  row('  cold: the first round', rounds[0]?.workflow.published_seconds ?? Number.NaN);
  for (const stage of Object.keys(rounds[0]?.workflow.stages ?? {})) {
    const seconds = of(({ workflow }) => workflow.stages[stage]);
    const cpu = of(({ workflow }) => workflow.stage_cpu_seconds[stage] ?? 0);
    if (seconds >= 0.05) row(`  ${stage}`, seconds, cpu);
  }
  row('  database stages together', databaseSeconds);
  for (const name of ['lambdas', 'emulator', 'spark', 'data_api'] as const) {
    row(
      `  processor time of ${name.replace('_', ' ')}`,
      of(({ workflow }) => workflow.cpu_seconds[name]),
    );
  }
  if (!isAlone) {
    row('floor: COPY and one query, one connection', floor, floorCpu);
    row(
      '  its COPY',
      of((round) => round.floor?.copy_seconds),
    );
    for (const peer of PEERS) {
      row(
        `${peer}, CSV to a file of features`,
        of((round) => round.peers?.[peer].seconds),
      );
      row(
        `${peer}, CSV to features in PostgreSQL`,
        of((round) => round.peers?.[peer].published_seconds),
      );
    }
  }
  const peak = (name: keyof WorkflowRun['peak_mib']) =>
    Math.max(...rounds.map(({ workflow }) => workflow.peak_mib[name]));
  console.log(
    `${formatCount(size.customers)} customers, ${formatCount(size.transactions)} transactions, ${runs} rounds`,
  );
  console.log(`${describeMachine()}; load average ${loads.before} before, ${loads.after} after`);
  console.log(table.toString());
  console.log(
    `Peak memory: Lambdas ${peak('lambdas').toFixed(0)} MiB together, the largest ${peak('largest_lambda').toFixed(0)} MiB; ` +
      `PostgreSQL ${peak('postgres').toFixed(0)} MiB, Spark ${peak('spark').toFixed(0)} MiB, emulator of AWS ${peak('emulator').toFixed(0)} MiB`,
  );
  if (!options.json) return;
  const pandas = of((round) => round.peers?.pandas.published_seconds);
  console.log(
    formatGoals(
      'etl',
      isAlone
        ? buildWorkflowGoals(published, peak('spark'))
        : buildGoals({ published, databaseSeconds, databaseCpu, floor, floorCpu, pandas }),
    ),
  );
}

function buildGoals(
  of: Record<'published' | 'databaseSeconds' | 'databaseCpu' | 'floor' | 'floorCpu' | 'pandas', number>,
): Goal[] {
  const atMost = (name: string, value: number, unit: string, goal: number) => ({
    name,
    value,
    unit,
    goal,
    met: value <= goal,
  });
  return [
    ...(isGoalSize ? [atMost('end to end', of.published, 's', 15)] : []),
    atMost('database work, × floor (wall)', of.databaseSeconds / of.floor, '×', 2),
    atMost('database work, × floor (processor time)', of.databaseCpu / of.floorCpu, '×', 2),
    atMost('end to end, × pandas to features in PostgreSQL', of.published / of.pandas, '×', 1),
  ];
}

/** Spark's memory is what its settings allow, whatever the size. */
const buildWorkflowGoals = (published: number, sparkMib: number): Goal[] => [
  ...(isLarge
    ? [{ name: '1,000,000 customers end to end', value: published / 60, unit: 'min', goal: 30, met: published <= 1800 }]
    : []),
  ...(engine === 'spark'
    ? [{ name: 'peak memory of Spark', value: sparkMib / 1024, unit: 'GiB', goal: 6, met: sparkMib <= 6 * 1024 }]
    : []),
];

const addUp = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

try {
  await main();
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
}
