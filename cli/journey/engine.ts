/** The engine that builds the features, as a person names it, and what Spark needs here. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { InvalidSetting, type LocalSettings } from '../local/settings.ts';
import { CommandError } from '../terminal/command-error.ts';

/** Spark was asked for and can't be installed; the set-up has said why. */
export class SparkMissing extends CommandError {}

const ENGINES = ['auto', 'sql', 'spark'] as const;
export type Engine = (typeof ENGINES)[number];

/** @throws {InvalidSetting} for any other word */
export function parseEngine(word: string): Engine {
  const engine = ENGINES.find((name) => name === word);
  if (!engine) throw new InvalidSetting(`--engine is ${ENGINES.join(', ')}, not "${word}"`);
  return engine;
}

/**
 * Installs PySpark the first time.
 * @throws {SparkMissing} when it can't be, for example without Java
 */
export async function installSpark(settings: LocalSettings): Promise<void> {
  const setup = join(settings.repositoryRoot, 'scripts/setup.mjs');
  const { status } = spawnSync(process.execPath, [setup, '--only-spark'], { stdio: 'inherit' });
  if (status !== 0) throw new SparkMissing('Spark is not installed; --engine sql does without');
}
