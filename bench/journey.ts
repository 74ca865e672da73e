/**
 * `npm run bench:journey [-- --runs 3] [-- --json]`: measures the whole journey on the Taiwan data from an empty state,
 * as median seconds of its stages. Run `npm run setup` first, because the set-up is not measured.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { resetState } from './reset-state.ts';
import { computeMedian, createTable, formatGoals, type Goal } from './results.ts';

const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});
const ROOT = resolve(import.meta.dirname, '..');
/** Seconds on two cores, as the specification requires. */
const GOALS: Record<string, number> = { total: 240, 'etl 2005-10-01': 30 };

interface JourneyReport {
  total_seconds: number;
  stages: Record<string, number>;
  deliveries: { as_of: string; etl: { seconds: number; stages: Record<string, number> } }[];
}

/** Runs one journey in a temporary state folder and returns the seconds by stage. */
function measureJourney(): Record<string, number> {
  const state = mkdtempSync(join(tmpdir(), 'risk-bench-'));
  try {
    const args = ['cli/commands/start.ts', '--exit', '--state', state];
    const result = spawnSync('node', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    if (result.status !== 0) throw new Error(`npm start -- --exit --state ${state} ended with ${result.status}`);
    return listStageSeconds(JSON.parse(readFileSync(join(state, 'report.json'), 'utf8')) as JourneyReport);
  } finally {
    resetState(state);
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

const runs = Array.from({ length: Number(options.runs) }, (_, i) => {
  console.error(`run ${i + 1} of ${options.runs}`);
  return measureJourney();
});
const stages = Object.keys(runs[0] ?? {});
const medians = stages.map((stage) => [stage, computeMedian(runs.map((run) => run[stage] ?? 0))] as const);
const table = createTable(['stage', 'median s', 'goal s']);
for (const [stage, seconds] of medians) {
  table.push([stage, seconds.toFixed(1), GOALS[stage] === undefined ? '' : `< ${GOALS[stage]}`]);
}
console.log(table.toString());
if (options.json) {
  const goals = medians.flatMap(([name, value]): Goal[] => {
    const goal = GOALS[name];
    return goal === undefined ? [] : [{ name, value, unit: 's', goal, met: value < goal }];
  });
  console.log(formatGoals('journey', goals));
}
