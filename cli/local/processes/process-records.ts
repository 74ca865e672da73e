/**
 * Remembers in the state folder which processes the local cloud started, so that a start after a crash can end those
 * that are left, and only those.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../../terminal/command-error.ts';
import type { LocalSettings } from '../settings/local-settings.ts';
import { findMarkedGroupMembers, readProcessIdentity } from './process-identity.ts';

/** Another `npm start` holds this state folder. */
export class AlreadyRunning extends CommandError {
  constructor(pid: number, stateDirectory: string) {
    super(`the local cloud in ${stateDirectory} is already running (process ${pid}); end that one first`);
  }
}

interface Entry {
  pid: number;
  identity: string;
}

const SUPERVISOR = 'supervisor';

const folderOf = (settings: LocalSettings): string => join(settings.stateDirectory, 'pids');
const entryPath = (settings: LocalSettings, name: string): string => join(folderOf(settings), `${name}.json`);

/** Notes a process that leads its own group. */
export function recordProcess(settings: LocalSettings, name: string, pid: number): void {
  const identity = readProcessIdentity(pid);
  if (identity === null) return; // it has ended already
  mkdirSync(folderOf(settings), { recursive: true });
  writeFileSync(entryPath(settings, name), JSON.stringify({ pid, identity } satisfies Entry));
}

/** Strikes a process that has ended. */
export function removeProcessRecord(settings: LocalSettings, name: string): void {
  rmSync(entryPath(settings, name), { force: true });
}

/**
 * Makes this process the one that runs the local cloud of its state folder.
 * @throws {AlreadyRunning} when a living process does
 */
export function becomeSupervisor(settings: LocalSettings): void {
  const other = findSupervisor(settings);
  if (other !== undefined) throw new AlreadyRunning(other, settings.stateDirectory);
  recordProcess(settings, SUPERVISOR, process.pid);
}

/** The living process, not this one, that runs the local cloud of the state folder. */
export function findSupervisor(settings: LocalSettings): number | undefined {
  const entry = readEntry(settings, SUPERVISOR);
  const isOther = entry && entry.pid !== process.pid && readProcessIdentity(entry.pid) === entry.identity;
  return isOther ? entry.pid : undefined;
}

/** Gives the state folder back. */
export function resignSupervisor(settings: LocalSettings): void {
  removeProcessRecord(settings, SUPERVISOR);
}

/**
 * Ends what a crashed supervisor of this state folder left running; to be called by its next supervisor.
 * @returns names of the processes that were ended
 */
export async function endOrphanProcesses(settings: LocalSettings): Promise<string[]> {
  const ended = await Promise.all(
    remembered(settings).map(async (name) => {
      const entry = readEntry(settings, name);
      const alive = entry !== null && (await endIfOurs(entry, settings.stateDirectory));
      removeProcessRecord(settings, name);
      return alive ? [name] : [];
    }),
  );
  return ended.flat();
}

function remembered(settings: LocalSettings): string[] {
  try {
    const names = readdirSync(folderOf(settings)).filter((name) => name.endsWith('.json'));
    return names.map((name) => name.slice(0, -'.json'.length)).filter((name) => name !== SUPERVISOR);
  } catch {
    return []; // the first start
  }
}

function readEntry(settings: LocalSettings, name: string): Entry | null {
  try {
    const entry: unknown = JSON.parse(readFileSync(entryPath(settings, name), 'utf8'));
    const { pid, identity } = entry as Partial<Entry>;
    return typeof pid === 'number' && pid > 1 && typeof identity === 'string' ? { pid, identity } : null;
  } catch {
    return null; // never written, or cut off by the crash
  }
}

async function endIfOurs(entry: Entry, stateDirectory: string): Promise<boolean> {
  if (readProcessIdentity(entry.pid) === entry.identity) {
    await endProcessGroup(entry.pid, () => readProcessIdentity(entry.pid) !== entry.identity);
    return true;
  }
  const members = findMarkedGroupMembers(entry.pid, stateDirectory);
  if (members.length === 0) return false;
  await endProcessGroup(entry.pid, () => findMarkedGroupMembers(entry.pid, stateDirectory).length === 0);
  return true;
}

/** How long a process may take to save its state and leave before it is killed. */
export const STOP_GRACE_SECONDS = 30;

/**
 * Ends a process group: SIGTERM, and SIGKILL to whatever is left when the leader has gone or the grace is over.
 * @param hasEnded tells that the leader is gone
 */
export async function endProcessGroup(
  groupId: number,
  hasEnded: () => boolean,
  graceSeconds = STOP_GRACE_SECONDS,
): Promise<void> {
  signalProcessGroup(groupId, 'SIGTERM');
  const deadline = Date.now() + graceSeconds * 1000;
  while (!hasEnded() && Date.now() < deadline) await sleep(50);
  signalProcessGroup(groupId, 'SIGKILL');
}

/** Sends a signal to a group; a group that is gone is no error. */
export function signalProcessGroup(groupId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-groupId, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
