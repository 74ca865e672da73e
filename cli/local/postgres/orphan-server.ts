/** Clears what a crash leaves: a pid file without a process, or a server whose launcher is gone. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataDirectoryInUse, OrphanStayed } from './errors.ts';

const PATIENCE_MS = 20_000;

/**
 * Ends the server that still runs on this cluster, when its launcher is gone.
 * @throws {DataDirectoryInUse} when the launcher lives
 */
export async function endOrphanServer(home: string): Promise<void> {
  const cluster = join(home, 'cluster');
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = firstNumber(pidFile);
  if (pid === undefined) return;
  if (!commandLine(pid).includes(cluster)) {
    rmSync(pidFile, { force: true }); // the number now belongs to another program, or to none
    return;
  }
  const launcher = firstNumber(join(home, 'launcher.pid'));
  if (launcher !== undefined && commandLine(launcher) !== '') throw new DataDirectoryInUse(home, launcher);
  process.kill(pid, 'SIGINT'); // fast shutdown
  const deadline = Date.now() + PATIENCE_MS;
  while (commandLine(pid).includes(cluster)) {
    if (Date.now() > deadline) throw new OrphanStayed(pid);
    await sleep(50);
  }
}

/** Port that the server living on this home's cluster listens on; undefined when none does. */
export function findServerPort(home: string): number | undefined {
  const cluster = join(home, 'cluster');
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = firstNumber(pidFile);
  if (pid === undefined || !commandLine(pid).includes(cluster)) return undefined;
  const [, , , port] = readFileSync(pidFile, 'utf8').split('\n');
  return port ? Number(port) : undefined; // written a moment after the rest
}

function firstNumber(path: string): number | undefined {
  const value = existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : Number.NaN;
  return value > 1 ? value : undefined;
}

/** How a process was called; empty when there is no such process (or only its zombie). */
function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}
