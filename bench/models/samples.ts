/** Training sets of the model benchmarks: exports of the samples, and made-up regimes. Runs their Python programs. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

/** Samples of data/, in the order of their rows. */
export const REAL_SAMPLES = ['taiwan', 'german', 'poland'] as const;
export type RealSample = (typeof REAL_SAMPLES)[number];

/** Lenders of testing/models/regimes.py, whose true PDs are known. Their figures are synthetic. */
const REGIMES = ['additive', 'interactions', 'drift'] as const;

/** Returns the folder of a sample's training set: its deliveries imported and exported as for a training job. */
export const exportSample = (sample: RealSample): string =>
  runForLastLine(process.execPath, [
    ...['--disable-warning=ExperimentalWarning', 'bench/models/training-set.ts', sample, `data/${sample}`],
  ]);

/** All training sets that models are compared on. */
export const SAMPLES = [...REAL_SAMPLES, ...REGIMES];
export type Sample = (typeof SAMPLES)[number];

/** Times the rows of a lender: the rows that nothing learns from make the test larger than a lender could have it. */
const REGIME_MULTIPLE = '5';

class UnknownSample extends Error {
  override name = 'UnknownSample';
}

/**
 * Lists the samples of a command line: the named one, or all.
 * @throws {UnknownSample} when there is no sample of this name
 */
export function chooseSamples(name: string | undefined): Sample[] {
  const samples = SAMPLES.filter((sample) => name === undefined || sample === name);
  if (samples.length === 0) throw new UnknownSample(`--sample ${name}: one of ${SAMPLES.join(', ')}`);
  return samples;
}

/** Returns the folder of a training set; that of a made-up lender is drawn from the seed. */
export function findTrainingSet(sample: Sample, seed: string): string {
  const real = REAL_SAMPLES.find((name) => name === sample);
  return real ? exportSample(real) : join(writeRegimes(seed), sample);
}

/** Names a sample for people; a made-up one is always called synthetic. */
export const nameSample = (sample: Sample, seed: string): string =>
  REGIMES.some((regime) => regime === sample) ? `${sample} (synthetic, seed ${seed})` : sample;

function writeRegimes(seed: string): string {
  const folder = join(ROOT, '.cache/regimes', `seed-${seed}`);
  const settings = ['--seed', seed, '--multiple', REGIME_MULTIPLE];
  runForLastLine(join(ROOT, '.venv/bin/python'), ['-m', 'testing.models.regimes', folder, ...settings]);
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
