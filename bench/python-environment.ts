/** Installs the locked Python packages of a benchmark's peers into a virtual environment of their own. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const UV = join(ROOT, '.venv/bin/uv');

class InstallationFailed extends Error {
  override name = 'InstallationFailed';
}

/**
 * Installs a lock file once for each of its versions, and returns the environment's Python.
 * @param lock and `folder` are paths within the repository
 * @throws {InstallationFailed} when a package cannot be installed
 */
export function installPythonEnvironment(lock: string, folder: string): string {
  const [lockFile, environment] = [join(ROOT, lock), join(ROOT, folder)];
  const stamp = join(environment, '.setup-stamp');
  const python = join(environment, 'bin/python');
  const wanted = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  rmSync(environment, { recursive: true, force: true });
  runUv('venv', '-q', '--python', join(ROOT, '.venv/bin/python'), environment);
  runUv('pip', 'install', '-q', '--python', python, '--require-hashes', '-r', lockFile);
  writeFileSync(stamp, wanted);
  return python;
}

function runUv(...args: string[]): void {
  const { status, stderr } = spawnSync(UV, args, { encoding: 'utf8' });
  if (status !== 0) throw new InstallationFailed(stderr.trim().split('\n').at(-1) ?? '');
}
