/** Ends a server whose launcher has crashed and removes stale pid files; also finds the port of a running server. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataDirectoryInUse, OrphanNotEnded } from './errors.ts';

const STOP_TIMEOUT_MILLISECONDS = 20_000;

/**
 * Ends the server of this cluster directory when its launcher no longer runs.
 * @throws {DataDirectoryInUse} when the launcher runs
 * @throws {OrphanNotEnded} when the server does not end
 */
export async function endOrphanServer(directory: string): Promise<void> {
  const cluster = join(directory, 'cluster');
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = readFirstNumber(pidFile);
  if (pid === undefined) return;
  if (!readCommandLine(pid).includes(cluster)) {
    rmSync(pidFile, { force: true }); // the pid belongs to another program now, or to none
    return;
  }
  const launcher = readFirstNumber(join(directory, 'launcher.pid'));
  if (launcher !== undefined && readCommandLine(launcher) !== '') throw new DataDirectoryInUse(directory, launcher);
  process.kill(pid, 'SIGINT'); // fast shutdown
  const deadline = Date.now() + STOP_TIMEOUT_MILLISECONDS;
  while (readCommandLine(pid).includes(cluster)) {
    if (Date.now() > deadline) throw new OrphanNotEnded(pid);
    await sleep(50);
  }
}

/** Finds the port of the server that runs on this cluster directory; undefined when none runs. */
export function findServerPort(directory: string): number | undefined {
  const cluster = join(directory, 'cluster');
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = readFirstNumber(pidFile);
  if (pid === undefined || !readCommandLine(pid).includes(cluster)) return undefined;
  const [, , , port] = readFileSync(pidFile, 'utf8').split('\n');
  return port ? Number(port) : undefined; // the server writes it a moment after the other lines
}

function readFirstNumber(path: string): number | undefined {
  const value = existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : Number.NaN;
  return value > 1 ? value : undefined;
}

/** Command line of a process; empty when there is no such process, or only its zombie. */
function readCommandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
}
