/**
 * `npm run bench:journey [-- --runs 3] [-- --json]`: the whole journey on the Taiwan data, from an empty state, and
 * the median seconds of its stages. Set-up is not counted; run `npm run setup` first.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});
const ROOT = resolve(import.meta.dirname, '..');
/** Seconds on two cores, from the specification. */
const GOALS: Record<string, number> = { total: 240, 'etl 2005-10-01': 30 };

interface JourneyReport {
  total_seconds: number;
  stages: Record<string, number>;
  deliveries: { as_of: string; etl: { seconds: number; stages: Record<string, number> } }[];
}

/** One journey in a state folder of its own; returns seconds by stage. */
function measureJourney(): Record<string, number> {
  const state = mkdtempSync(join(tmpdir(), 'risk-bench-'));
  try {
    const args = ['cli/commands/start.ts', '--exit', '--state', state];
    const result = spawnSync('node', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    if (result.status !== 0) throw new Error(`npm start -- --exit --state ${state} ended with ${result.status}`);
    return listStageSeconds(JSON.parse(readFileSync(join(state, 'report.json'), 'utf8')) as JourneyReport);
  } finally {
    spawnSync('node', ['cli/local/reset.ts', '--state', state], { cwd: ROOT, stdio: 'ignore' });
    rmSync(state, { recursive: true, force: true });
  }
}

function listStageSeconds(report: JourneyReport): Record<string, number> {
  const { etl: _, ...stages } = report.stages;
  const rows: Record<string, number> = { total: report.total_seconds, ...stages };
  for (const { as_of, etl } of report.deliveries) {
    rows[`etl ${as_of}`] = etl.seconds;
    for (const [stage, seconds] of Object.entries(etl.stages)) rows[`etl ${as_of} · ${stage}`] = seconds;
  }
  return rows;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

const runs = Array.from({ length: Number(options.runs) }, (_, i) => {
  console.error(`run ${i + 1} of ${options.runs}`);
  return measureJourney();
});
const stages = Object.keys(runs[0] ?? {});
const medians = stages.map((stage) => [stage, median(runs.map((run) => run[stage] ?? 0))] as const);
const table = new Table({
  head: ['stage', 'median s', 'goal s'],
  colAligns: ['left', 'right', 'right'],
  style: { head: [], border: [], compact: true },
});
for (const [stage, seconds] of medians) {
  table.push([stage, seconds.toFixed(1), GOALS[stage] === undefined ? '' : `< ${GOALS[stage]}`]);
}
console.log(table.toString());
if (options.json) {
  const goals = medians.flatMap(([name, value]) => {
    const goal = GOALS[name];
    return goal === undefined ? [] : [{ name, value, unit: 's', goal, met: value < goal }];
  });
  const machine = `${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`;
  console.log(JSON.stringify({ bench: 'journey', machine, goals }));
}
