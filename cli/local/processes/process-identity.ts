/**
 * Tells whether a remembered pid is still the process it was: pids are used again, also after a reboot.
 * Linux answers from /proc; other systems from `ps`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { STATE_VARIABLE } from '../settings/local-settings.ts';

const HAS_PROC = existsSync('/proc/self/stat');

/** Unique for a process among all with its pid, or null when no such process runs (a zombie does not run). */
export function readProcessIdentity(pid: number): string | null {
  return HAS_PROC ? identityFromProc(pid) : identityFromPs(pid);
}

/**
 * Pids in a process group that carry the mark of this state folder, for a group whose leader died first.
 * Empty where the system does not tell other processes' environment.
 */
export function findMarkedGroupMembers(groupId: number, stateDirectory: string): number[] {
  if (!HAS_PROC) return [];
  const mark = `${STATE_VARIABLE}=${stateDirectory}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statFields(pid)?.[GROUP] === String(groupId) && environmentOf(pid).includes(mark));
}

// Positions in /proc/<pid>/stat counted after the command's name, which may hold spaces and brackets itself.
const STATE = 0;
const GROUP = 2;
const START_TICKS = 19;

function statFields(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[STATE] === 'Z' || fields[STATE] === 'X' ? null : fields;
  } catch {
    return null; // it ended meanwhile
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // it ended, or is not ours to look into
  }
}

function identityFromProc(pid: number): string | null {
  const fields = statFields(pid);
  if (!fields) return null;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}/${fields[START_TICKS]}`;
}

function identityFromPs(pid: number): string | null {
  try {
    const [state, ...started] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return state === undefined || state === '' || state.startsWith('Z') ? null : started.join(' ');
  } catch {
    return null; // ps exits 1 when there is no such process
  }
}
