/**
 * Child processes of the local cloud: each in its own group, with its own log, ended as a whole.
 * A group of its own keeps Ctrl-C in the terminal from reaching the children before the supervisor ends them in order.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, createWriteStream, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../../terminal/command-error.ts';
import { childEnvironment, type LocalSettings, logPath, temporaryDirectory } from '../settings/local-settings.ts';
import { endProcessGroup, recordProcess, removeProcessRecord, signalProcessGroup } from './process-records.ts';

/** A process of the local cloud ended, or did not become ready, before it was needed. */
export class ProcessFailed extends CommandError {
  constructor(name: string, what: string, log: string) {
    const lastWords = readLastLine(log);
    super(`${name} ${what}${lastWords ? `: ${lastWords}` : ''} (log: ${log})`);
  }
}

export interface ProcessOptions {
  /** Names the process in messages and its log file; letters, digits and dashes. */
  name: string;
  command: string;
  args: string[];
  /** Added to the environment every child gets. */
  environment?: Record<string, string>;
  /** Default: the repository. */
  workingDirectory?: string;
  /** Default: `logs/<name>.log` of the state folder. Appended to. */
  logFile?: string;
  /** Hears every line of standard output and error, which go to the log all the same. */
  onLine?: (line: string) => void;
}

export interface ManagedProcess {
  name: string;
  pid: number;
  logFile: string;
  /** How it ended: the exit code, or null and the signal. Never rejects. */
  exited: Promise<ExitStatus>;
  /** Ends the whole group; resolves when it is gone. */
  stop(graceSeconds?: number): Promise<void>;
  /** Ends the whole group at once, without a chance to save anything. */
  kill(): Promise<void>;
}

export interface ExitStatus {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * Starts a process that is ended with this one.
 * @throws {ProcessFailed} when the program can't be started at all
 */
export async function startProcess(settings: LocalSettings, options: ProcessOptions): Promise<ManagedProcess> {
  const logFile = options.logFile ?? logPath(settings, options.name);
  const child = launch(settings, options, logFile);
  const exited = new Promise<ExitStatus>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const { pid } = child;
  if (pid === undefined) {
    const error = await new Promise<Error>((resolve) => child.once('error', resolve));
    throw new ProcessFailed(options.name, `could not be started (${error.message})`, logFile);
  }
  recordProcess(settings, options.name, pid);
  endWithThisProcess(pid);
  let gone = false;
  void exited.then(() => {
    gone = true;
    removeProcessRecord(settings, options.name);
    running.delete(pid);
  });
  const stop = async (graceSeconds?: number) => {
    await endProcessGroup(pid, () => gone, graceSeconds);
    await exited;
  };
  const kill = async () => {
    signalProcessGroup(pid, 'SIGKILL');
    await exited;
  };
  return { name: options.name, pid, logFile, exited, stop, kill };
}

/**
 * Waits until `isReady` says so, asking again every 50 ms. The process is ended when it does not get ready.
 * @throws {ProcessFailed} when it ends first, the time is over or the signal says to give up
 */
export async function waitUntilReady(
  child: ManagedProcess,
  isReady: () => Promise<boolean>,
  limits: { timeoutSeconds: number; signal?: AbortSignal },
): Promise<void> {
  try {
    await poll(child, isReady, limits);
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function poll(
  child: ManagedProcess,
  isReady: () => Promise<boolean>,
  { timeoutSeconds, signal }: { timeoutSeconds: number; signal?: AbortSignal },
): Promise<void> {
  const failed = (what: string) => new ProcessFailed(child.name, what, child.logFile);
  const over = new AbortController();
  const ready = async () => {
    while (!over.signal.aborted && !(await isReady())) await sleep(50);
  };
  const ended = child.exited.then((status) => {
    throw failed(`ended at once (${status.signal ?? `exit code ${status.code}`})`);
  });
  const late = sleep(timeoutSeconds * 1000, undefined, { signal: over.signal }).then(() => {
    throw failed(`was not ready after ${timeoutSeconds} s`);
  });
  const givenUp = new Promise<never>((_, reject) => {
    const giveUp = () => reject(failed('was stopped while it started'));
    if (signal?.aborted) giveUp();
    else signal?.addEventListener('abort', giveUp, { once: true });
  });
  try {
    await Promise.race([ready(), ended, late, givenUp]);
  } finally {
    over.abort();
    for (const loser of [ended, late, givenUp]) loser.catch(() => {});
  }
}

/** True when an HTTP GET is answered with a 2xx status in time. */
export async function respondsOk(url: string, timeoutSeconds = 5): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutSeconds * 1000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** The last line of a log that says something, cut to 300 characters; empty when there is none. */
export function readLastLine(path: string): string {
  try {
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    return (lines.at(-1) ?? '').trim().slice(0, 300);
  } catch {
    return '';
  }
}

function launch(settings: LocalSettings, options: ProcessOptions, logFile: string): ChildProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  mkdirSync(temporaryDirectory(settings), { recursive: true });
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(options.command, options.args, {
      cwd: options.workingDirectory ?? settings.repositoryRoot,
      env: { ...childEnvironment(settings), ...options.environment },
      stdio: options.onLine ? ['ignore', 'pipe', 'pipe'] : ['ignore', log, log],
      detached: true,
    });
    if (options.onLine) followLines(child, logFile, options.onLine);
    return child;
  } finally {
    closeSync(log);
  }
}

function followLines(child: ChildProcess, logFile: string, onLine: (line: string) => void): void {
  const log = createWriteStream(logFile, { flags: 'a' });
  for (const output of [child.stdout, child.stderr]) {
    if (!output) continue;
    output.pipe(log, { end: false });
    createInterface({ input: output }).on('line', onLine);
  }
  child.once('close', () => log.end());
}

/** Groups to end when this process exits without having stopped them, for example by an uncaught error. */
const running = new Set<number>();

function endWithThisProcess(pid: number): void {
  if (running.size === 0) process.once('exit', endAll);
  running.add(pid);
}

function endAll(): void {
  for (const pid of running) signalProcessGroup(pid, 'SIGTERM');
}
