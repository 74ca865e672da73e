/**
 * Identifies processes across the reuse of pids, also after a reboot: from /proc on Linux, from `ps` elsewhere. Open it
 * when orphan processes are not recognised.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { STATE_VARIABLE } from '../settings/local-settings.ts';

const HAS_PROC = existsSync('/proc/self/stat');

/** A text that no other process with this pid has; null when no such process runs (a zombie does not run). */
export function readProcessIdentity(pid: number): string | null {
  return HAS_PROC ? readIdentityFromProc(pid) : readIdentityFromPs(pid);
}

/**
 * Finds the pids of a process group whose environment names this state folder, also when the group's leader has ended.
 * Empty on systems that do not show the environment of other processes.
 */
export function findMarkedGroupMembers(groupId: number, stateDirectory: string): number[] {
  if (!HAS_PROC) return [];
  const variable = `${STATE_VARIABLE}=${stateDirectory}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => readStatFields(pid)?.[GROUP] === String(groupId) && readEnvironment(pid).includes(variable));
}

// Positions in /proc/<pid>/stat after the command's name, which may contain spaces and brackets.
const STATE = 0;
const GROUP = 2;
const START_TICKS = 19;

function readStatFields(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[STATE] === 'Z' || fields[STATE] === 'X' ? null : fields;
  } catch {
    return null; // it has ended
  }
}

function readEnvironment(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // it has ended, or belongs to another user
  }
}

function readIdentityFromProc(pid: number): string | null {
  const fields = readStatFields(pid);
  if (!fields) return null;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}/${fields[START_TICKS]}`;
}

function readIdentityFromPs(pid: number): string | null {
  try {
    const [state, ...started] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return state === undefined || state === '' || state.startsWith('Z') ? null : started.join(' ');
  } catch {
    return null; // ps exits 1 when there is no such process
  }
}
