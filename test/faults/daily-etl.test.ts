/**
 * The daily workflow ends in the same tables whatever befalls its tasks: two hundred seeds of faults, shared by two
 * processes with a database each. `npm run faults -- --seed N` tells the story of one of them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';

const SEEDS = 200;
const PROCESSES = 2;

async function runSeeds(from: number, count: number): Promise<{ code: number; output: string }> {
  const options = ['--from', String(from), '--seeds', String(count)];
  const child = spawn(process.execPath, ['test/faults/run.ts', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  return { code, output };
}

test(`whatever befalls the tasks of ${SEEDS} seeds, no row is lost or doubled, and readers see whole days`, async () => {
  const share = SEEDS / PROCESSES;
  const runs = await Promise.all(Array.from({ length: PROCESSES }, (_, n) => runSeeds(1 + n * share, share)));
  const failed = runs.filter(({ code }) => code !== 0);
  expect(failed.map(({ output }) => output).join('\n')).toBe('');
  expect(runs.map(({ output }) => output).join('')).toContain(`${share} of ${share} seeds from 1 on ended well`);
}, 1_200_000);
