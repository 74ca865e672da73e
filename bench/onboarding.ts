/**
 * `npm run bench:onboarding [-- --rows 1000000 --json]`: takes a raw CSV of twenty columns from the file to the mapping
 * and on to deliveries that are not kept, with the time of each stage and the peak memory of the process. The floor is
 * `pandas.read_csv` on the same file, told its dialect.
 */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Proposal, TableProfile } from '../lambdas/onboarding/contract/profile.ts';
import type { RawFile, RawTable } from '../lambdas/onboarding/contract/raw-file.ts';
import { convertFiles } from '../lambdas/onboarding/conversion/convert-files.ts';
import { openMappedTables } from '../lambdas/onboarding/conversion/open-mapped-tables.ts';
import { openNullSink } from '../lambdas/onboarding/inbox/null-sink.ts';
import { profileTable } from '../lambdas/onboarding/profiling/profile-table.ts';
import { proposeMapping } from '../lambdas/onboarding/proposal/propose-mapping.ts';
import { openLocalFile } from '../lambdas/onboarding/readers/local-file.ts';
import { openRawTables } from '../lambdas/onboarding/readers/open-raw-tables.ts';
import { createTemporaryFolder } from './etl/peers.ts';
import { writeLoans } from './onboarding/write-loans.ts';
import { createTable, describeMachine, formatGoals, type Goal, readLoadAverage } from './results.ts';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, json: { type: 'boolean', default: false } },
});
const ROOT = resolve(import.meta.dirname, '..');
const TODAY = '2018-02-01';
const ANSWERS = { currency: 'USD' };
const GOAL = { rows: 1_000_000, profile_and_map_seconds: 30, peak_mib: 1024 };
const rows = Number(options.rows);
const PANDAS = `
import sys, time
start = time.perf_counter()
import pandas
imported = time.perf_counter()
frame = pandas.read_csv(sys.argv[1], sep=';', decimal=',', skiprows=1)
print(time.perf_counter() - imported, len(frame))
`;

interface Stage {
  name: string;
  seconds: number;
}

const stages: Stage[] = [];

async function time<T>(name: string, run: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await run();
  stages.push({ name, seconds: (performance.now() - start) / 1000 });
  return result;
}

async function main(): Promise<void> {
  const folder = createTemporaryFolder();
  const loadBefore = readLoadAverage();
  try {
    const path = join(folder.path, 'loans.csv');
    console.error(`${rows.toLocaleString('en-GB')} rows`);
    await writeLoans(path, rows);
    const file = await openLocalFile(path);
    const proposal = await onboard(file);
    const pandasSeconds = readWithPandas(path);
    const peakMib = process.resourceUsage().maxRSS / 1024;
    printReport({ bytes: statSync(path).size, proposal, pandasSeconds, peakMib, loadBefore });
  } finally {
    folder.remove();
  }
}

/** Reads alone first, as each later stage does again. */
async function onboard(file: RawFile): Promise<Proposal> {
  const tables = await time('find the layout', () => openRawTables(file));
  await time('read', async () => {
    for (const table of tables) await countRows(table);
  });
  const profiles = await time('profile', async () => {
    const found: TableProfile[] = [];
    for (const table of tables) found.push(await profileTable(table, { today: TODAY }));
    return found;
  });
  const answers = { answers: ANSWERS, columns: [] };
  const proposal = await time('propose', () =>
    proposeMapping(tables, profiles, { name: 'loans', answers, today: TODAY }),
  );
  await time('convert', async () => {
    const { mapping } = proposal;
    await convertFiles(mapping, await openMappedTables(mapping, [file]), openNullSink(), {
      files: [file],
      today: TODAY,
    });
  });
  return proposal;
}

async function countRows(table: RawTable): Promise<number> {
  let count = 0;
  for await (const batch of table.rows()) count += batch.length;
  if (count !== rows) throw new Error(`read ${count} of ${rows} rows`);
  return count;
}

/** Seconds of pandas without its start; null where it is not installed. */
function readWithPandas(path: string): number | null {
  try {
    const python = join(ROOT, '.venv', 'bin', 'python');
    return Number(execFileSync(python, ['-c', PANDAS, path], { encoding: 'utf8' }).split(' ')[0]);
  } catch {
    return null;
  }
}

interface Measurement {
  bytes: number;
  proposal: Proposal;
  pandasSeconds: number | null;
  peakMib: number;
  loadBefore: number;
}

function printReport({ bytes, proposal, pandasSeconds, peakMib, loadBefore }: Measurement): void {
  const seconds = (name: string) => stages.find((stage) => stage.name === name)?.seconds ?? 0;
  const mapped = seconds('find the layout') + seconds('profile') + seconds('propose');
  const table = createTable(['stage', 'seconds', 'rows/s']);
  const all = pandasSeconds === null ? stages : [...stages, { name: 'pandas.read_csv', seconds: pandasSeconds }];
  for (const stage of all) {
    table.push([stage.name, stage.seconds.toFixed(2), Math.round(rows / stage.seconds).toLocaleString('en-GB')]);
  }
  const ratio = pandasSeconds === null ? '' : `, read / pandas ${(seconds('read') / pandasSeconds).toFixed(2)}`;
  console.error(table.toString());
  console.error(`${(bytes / 2 ** 20).toFixed(0)} MiB, peak ${peakMib.toFixed(0)} MiB${ratio}`);
  console.error(`load average ${loadBefore} before, ${readLoadAverage()} after; ${describeMachine()}`);
  console.error(`${proposal.mapping.sources[0]?.columns.length} columns, ${proposal.questions.length} questions`);
  const goals: Goal[] = [
    createGoal('profile and map a million rows', mapped, 's', GOAL.profile_and_map_seconds),
    createGoal('peak memory', peakMib, 'MiB', GOAL.peak_mib),
  ];
  if (options.json) console.log(formatGoals('onboarding', goals));
}

/** Goals are for a million rows; other sizes say what they measured. */
function createGoal(name: string, value: number, unit: string, goal: number): Goal {
  return { name, value: Number(value.toFixed(1)), unit, goal, met: rows < GOAL.rows || value <= goal };
}

await main();
