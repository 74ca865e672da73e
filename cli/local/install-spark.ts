/** Installs PySpark for the local cloud when Spark is chosen for the first time. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CommandError } from '../terminal/command-error.ts';
import type { LocalSettings } from './settings/local-settings.ts';

/** Spark can't be installed; the set-up has printed why. */
export class SparkMissing extends CommandError {}

/**
 * Installs PySpark into `.spark-venv`, unless it is there.
 * @throws {SparkMissing} when it can't be installed, for example without Java
 */
export async function installSpark(settings: LocalSettings): Promise<void> {
  const setup = join(settings.repositoryRoot, 'scripts/setup.mjs');
  const { status } = spawnSync(process.execPath, [setup, '--only-spark'], { stdio: 'inherit' });
  if (status !== 0) throw new SparkMissing('Spark is not installed; --engine sql does without');
}
