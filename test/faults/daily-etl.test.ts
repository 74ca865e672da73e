/**
 * Tests that the daily workflow ends in the same tables whatever disturbs its tasks: 200 seeds of faults in two processes
 * with a database each. `npm run faults -- --seed N` prints the faults of one seed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Coverage } from '../../testing/faults/coverage.ts';
import { BOUNDARIES, TASK_FAULTS } from '../../testing/faults/plan-execution.ts';

const SEEDS = 200;
const PROCESSES = 2;

async function runFaults(options: string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['test/faults/run.ts', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  return { code, output };
}

test(`under the faults of ${SEEDS} seeds no row is lost or duplicated, and readers see complete days only`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'risk-coverage-'));
  const share = SEEDS / PROCESSES;
  const processes = Array.from({ length: PROCESSES }, (_, n) => ({ from: 1 + n * share, file: join(folder, `${n}`) }));
  const runs = await Promise.all(
    processes.map(({ from, file }) => runFaults(['--from', `${from}`, '--seeds', `${share}`, '--coverage', file])),
  );
  const failed = runs.filter(({ code }) => code !== 0);
  expect(failed.map(({ output }) => output).join('\n')).toBe('');
  expect(runs.map(({ output }) => output).join('')).toContain(`${share} of ${share} seeds from 1 on ended well`);

  // An execution was killed at every boundary, and every task met every kind of fault.
  const coverage = new Coverage();
  for (const { file } of processes) coverage.add(JSON.parse(await readFile(file, 'utf8')));
  await rm(folder, { recursive: true });
  const disturbed = BOUNDARIES.map((name) => `${name}: killed before`).concat(
    TASK_FAULTS.map(({ task, kind }) => `${task}: ${kind}`),
  );
  expect(disturbed.filter((what) => !(what in coverage.counts))).toEqual([]);
}, 1_200_000);

test('each deliberate defect is found', async () => {
  const { code, output } = await runFaults(['--controls']);
  expect([code, output]).toEqual([0, expect.stringMatching(/(\d+) of \1 defects were found/)]);
}, 600_000);
