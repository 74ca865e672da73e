/**
 * Records in the state folder which processes the local cloud started, so that the next start after a crash ends the
 * orphan processes and no others. Also ends process groups.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../../terminal/command-error.ts';
import type { LocalSettings } from '../settings/local-settings.ts';
import { findMarkedGroupMembers, readProcessIdentity } from './process-identity.ts';

/** A living process runs the local cloud of this state folder. */
export class AlreadyRunning extends CommandError {
  constructor(pid: number, stateDirectory: string) {
    super(
      `the local cloud in ${stateDirectory} is already running (process ${pid}): npm run status shows how it is; to end it, press Ctrl-C in its terminal or kill ${pid}`,
    );
  }
}

interface ProcessRecord {
  pid: number;
  identity: string;
}

const SUPERVISOR = 'supervisor';

const recordFolder = (settings: LocalSettings): string => join(settings.stateDirectory, 'pids');
const recordPath = (settings: LocalSettings, name: string): string => join(recordFolder(settings), `${name}.json`);

/** Records a process that leads its own group. */
export function recordProcess(settings: LocalSettings, name: string, pid: number): void {
  const identity = readProcessIdentity(pid);
  if (identity === null) return; // it has ended already
  mkdirSync(recordFolder(settings), { recursive: true });
  writeFileSync(recordPath(settings, name), JSON.stringify({ pid, identity } satisfies ProcessRecord));
}

/** Removes the record of a process that has ended. */
export function removeProcessRecord(settings: LocalSettings, name: string): void {
  rmSync(recordPath(settings, name), { force: true });
}

/**
 * Makes this process the supervisor: the one that runs the local cloud of the state folder.
 * @throws {AlreadyRunning} when another living process is
 */
export function becomeSupervisor(settings: LocalSettings): void {
  const otherPid = findSupervisor(settings);
  if (otherPid !== undefined) throw new AlreadyRunning(otherPid, settings.stateDirectory);
  recordProcess(settings, SUPERVISOR, process.pid);
}

/** Finds the pid of another living process that is the supervisor. */
export function findSupervisor(settings: LocalSettings): number | undefined {
  const record = readProcessRecord(settings, SUPERVISOR);
  const isOther = record && record.pid !== process.pid && readProcessIdentity(record.pid) === record.identity;
  return isOther ? record.pid : undefined;
}

/** Lets another process become the supervisor. */
export function resignSupervisor(settings: LocalSettings): void {
  removeProcessRecord(settings, SUPERVISOR);
}

/**
 * Ends the orphan processes of a crashed supervisor; call it as the next supervisor.
 * @returns names of the processes that were ended
 */
export async function endOrphanProcesses(settings: LocalSettings): Promise<string[]> {
  const ended = await Promise.all(
    listRecordedProcesses(settings).map(async (name) => {
      const record = readProcessRecord(settings, name);
      const wasRunning = record !== null && (await endIfStillOurs(record, settings.stateDirectory));
      removeProcessRecord(settings, name);
      return wasRunning ? [name] : [];
    }),
  );
  return ended.flat();
}

function listRecordedProcesses(settings: LocalSettings): string[] {
  try {
    const names = readdirSync(recordFolder(settings)).filter((name) => name.endsWith('.json'));
    return names.map((name) => name.slice(0, -'.json'.length)).filter((name) => name !== SUPERVISOR);
  } catch {
    return []; // the first start
  }
}

function readProcessRecord(settings: LocalSettings, name: string): ProcessRecord | null {
  try {
    const content: unknown = JSON.parse(readFileSync(recordPath(settings, name), 'utf8'));
    const { pid, identity } = content as Partial<ProcessRecord>;
    return typeof pid === 'number' && pid > 1 && typeof identity === 'string' ? { pid, identity } : null;
  } catch {
    return null; // never written, or incomplete after a crash
  }
}

async function endIfStillOurs(record: ProcessRecord, stateDirectory: string): Promise<boolean> {
  if (readProcessIdentity(record.pid) === record.identity) {
    await endProcessGroup(record.pid, () => readProcessIdentity(record.pid) !== record.identity);
    return true;
  }
  const members = findMarkedGroupMembers(record.pid, stateDirectory);
  if (members.length === 0) return false;
  await endProcessGroup(record.pid, () => findMarkedGroupMembers(record.pid, stateDirectory).length === 0);
  return true;
}

/** Time that a process has to save its state and end before it is killed. */
const STOP_GRACE_SECONDS = 30;

/**
 * Ends a process group: SIGTERM first, then SIGKILL for the processes that remain once the leader has ended or the
 * grace time is over.
 * @param hasEnded whether the leader has ended
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

/** Sends a signal to a process group; does nothing when the group no longer exists. */
export function signalProcessGroup(groupId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-groupId, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
