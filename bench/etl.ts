/**
 * `npm run bench:etl [-- --customers 10000 --transactions 500000 --runs 3 --size 1m --engine spark --json]`: measures the
 * daily workflow from the start of its execution to the published features, and bare PostgreSQL, pandas, DuckDB and
 * Polars building the same features from the same files. They run in turns; figures are medians.
 *
 *   --engine E    what builds the features: sql, or spark, which is measured alone (seconds per stage, memory) and
 *                 compared with PostgreSQL's features
 *   --size 1m     1,000,000 customers and 50,000,000 transactions; the workflow only, once
 *   --state DIR   folder of the local cloud (default a temporary folder, removed at the end)
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
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
import { resetState } from './reset-state.ts';
import { computeMedian, createTable, describeMachine, formatGoals, type Goal, readLoadAverage } from './results.ts';

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
const AS_OF = '2026-01-01';
const isLarge = options.size === '1m';
const size = isLarge
  ? { customers: 1_000_000, transactions: 50_000_000 }
  : { customers: Number(options.customers), transactions: Number(options.transactions) };
/** The size that the goals are for. */
const isGoalSize = size.customers === 10_000 && size.transactions === 500_000;
const engine = parseEngine(options.engine);
/** Whether only the workflow runs: the peers need data that fits into memory, and compare with PostgreSQL's statements. */
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
    if (!options.state) resetState(state);
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

type PickFigure = (round: Round) => number | undefined;

const computeRoundMedian = (rounds: Round[], pick: PickFigure): number =>
  computeMedian(rounds.map((round) => pick(round) ?? Number.NaN));

/** Medians over the rounds; NaN where a figure was not measured. */
interface Medians {
  published: number;
  databaseSeconds: number;
  databaseCpu: number;
  floor: number;
  floorCpu: number;
  pandas: number;
}

function computeMedians(rounds: Round[]): Medians {
  const pickMedian = (pick: PickFigure) => computeRoundMedian(rounds, pick);
  return {
    published: pickMedian(({ workflow }) => workflow.published_seconds),
    databaseSeconds: pickMedian(({ workflow }) => addUp(DATABASE_STAGES.map((stage) => workflow.stages[stage] ?? 0))),
    databaseCpu: pickMedian(({ workflow }) => workflow.cpu_seconds.postgres),
    floor: pickMedian((round) => round.floor?.seconds),
    floorCpu: pickMedian((round) => round.floor?.postgres_cpu_seconds),
    pandas: pickMedian((round) => round.peers?.pandas.published_seconds),
  };
}

function printReport(rounds: Round[], loads: { before: number; after: number }): void {
  const medians = computeMedians(rounds);
  const findPeak = (name: keyof WorkflowRun['peak_mib']) =>
    Math.max(...rounds.map(({ workflow }) => workflow.peak_mib[name]));
  console.log(
    `${formatCount(size.customers)} customers, ${formatCount(size.transactions)} transactions, ${runs} rounds`,
  );
  console.log(`${describeMachine()}; load average ${loads.before} before, ${loads.after} after`);
  console.log(buildTable(rounds, medians).toString());
  console.log(
    `Peak memory: Lambdas ${findPeak('lambdas').toFixed(0)} MiB together, the largest ${findPeak('largest_lambda').toFixed(0)} MiB; ` +
      `PostgreSQL ${findPeak('postgres').toFixed(0)} MiB, Spark ${findPeak('spark').toFixed(0)} MiB, emulator of AWS ${findPeak('emulator').toFixed(0)} MiB`,
  );
  if (!options.json) return;
  const goals = isAlone ? buildWorkflowGoals(medians.published, findPeak('spark')) : buildGoals(medians);
  console.log(formatGoals('etl', goals));
}

function buildTable(rounds: Round[], { published, databaseSeconds, databaseCpu, floor, floorCpu }: Medians) {
  const table = createTable(['', 'median s', '× workflow', 'PostgreSQL CPU s']);
  const addRow = (name: string, seconds: number, cpu?: number) =>
    table.push([name, seconds.toFixed(2), (seconds / published).toFixed(2), cpu?.toFixed(2) ?? '']);
  const addMedian = (name: string, pick: PickFigure) => addRow(name, computeRoundMedian(rounds, pick));
  addRow('workflow, start to published', published, databaseCpu);
  addRow('  cold: the first round', rounds[0]?.workflow.published_seconds ?? Number.NaN);
  for (const stage of Object.keys(rounds[0]?.workflow.stages ?? {})) {
    const seconds = computeRoundMedian(rounds, ({ workflow }) => workflow.stages[stage]);
    const cpu = computeRoundMedian(rounds, ({ workflow }) => workflow.stage_cpu_seconds[stage] ?? 0);
    if (seconds >= 0.05) addRow(`  ${stage}`, seconds, cpu);
  }
  addRow('  database stages together', databaseSeconds);
  for (const name of ['lambdas', 'emulator', 'spark', 'data_api'] as const) {
    addMedian(`  processor time of ${name.replace('_', ' ')}`, ({ workflow }) => workflow.cpu_seconds[name]);
  }
  if (isAlone) return table;
  addRow('floor: COPY and one query, one connection', floor, floorCpu);
  addMedian('  its COPY', (round) => round.floor?.copy_seconds);
  for (const peer of PEERS) {
    addMedian(`${peer}, CSV to a file of features`, (round) => round.peers?.[peer].seconds);
    addMedian(`${peer}, CSV to features in PostgreSQL`, (round) => round.peers?.[peer].published_seconds);
  }
  return table;
}

function buildGoals(medians: Medians): Goal[] {
  const buildUpperGoal = (name: string, value: number, unit: string, goal: number) => ({
    name,
    value,
    unit,
    goal,
    met: value <= goal,
  });
  return [
    ...(isGoalSize ? [buildUpperGoal('end to end', medians.published, 's', 15)] : []),
    buildUpperGoal('database work, × floor (wall)', medians.databaseSeconds / medians.floor, '×', 2),
    buildUpperGoal('database work, × floor (processor time)', medians.databaseCpu / medians.floorCpu, '×', 2),
    buildUpperGoal('end to end, × pandas to features in PostgreSQL', medians.published / medians.pandas, '×', 1),
  ];
}

/** Builds the goals of a workflow without peers. Spark's settings limit its memory for every size. */
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
