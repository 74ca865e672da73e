/** Training sets of the model benchmarks: exports of the samples, and made-up regimes. Runs their Python programs. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** Samples of data/, in the order of their rows. */
export const REAL_SAMPLES = ['taiwan', 'german', 'poland'] as const;
export type RealSample = (typeof REAL_SAMPLES)[number];

/** Lenders of testing/models/regimes.py, whose true PDs are known. Their figures are synthetic. */
export const REGIMES = ['additive', 'interactions', 'drift'] as const;

/** Returns the folder of a sample's training set: its deliveries imported and exported as for a training job. */
export const exportSample = (sample: RealSample): string =>
  runForLastLine(process.execPath, [
    ...['--disable-warning=ExperimentalWarning', 'bench/models/training-set.ts', sample, `data/${sample}`],
  ]);

/** Writes the regimes of a seed, and returns the folder with one of each name. */
export function writeRegimes(seed: string): string {
  const folder = join(ROOT, '.cache/regimes', `seed-${seed}`);
  runForLastLine(join(ROOT, '.venv/bin/python'), ['-m', 'testing.models.regimes', folder, '--seed', seed]);
  return folder;
}

/** Runs a Python module of the benchmarks, and returns the JSON of its last line. */
export function runPythonModule<T>(module: string, ...args: string[]): T {
  return JSON.parse(runForLastLine(join(ROOT, '.venv/bin/python'), ['-m', module, ...args]));
}

/** Runs a program and returns the last line of its output. Its error output is shown. */
function runForLastLine(command: string, args: string[]): string {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${result.status ?? result.signal}`);
  return result.stdout.trimEnd().split('\n').at(-1) ?? '';
}
