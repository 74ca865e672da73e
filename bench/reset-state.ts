/** Removes what the local cloud of a benchmark leaves: its state folder, its database and orphan processes. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** @throws {Error} when the command fails, with its output */
export function resetState(stateDirectory: string): void {
  const args = ['cli/commands/reset.ts', '--yes', '--state', stateDirectory];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`could not reset ${stateDirectory}: ${stderr || stdout}`);
}
