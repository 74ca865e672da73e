/**
 * Starts child processes of the local cloud, each with its own log and process group, and ends whole groups.
 * Separate groups shield the children from Ctrl-C in the terminal, so that the supervisor can end them in order.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, createWriteStream, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../../terminal/command-error.ts';
import {
  buildChildEnvironment,
  getLogPath,
  getTemporaryDirectory,
  type LocalSettings,
} from '../settings/local-settings.ts';
import { endProcessGroup, recordProcess, removeProcessRecord, signalProcessGroup } from './process-records.ts';

/** A child process could not be started, ended too early or did not become ready. */
export class ProcessFailed extends CommandError {
  constructor(name: string, problem: string, logFile: string) {
    const line = readLastLine(logFile);
    super(`${name} ${problem}${line ? `: ${line}` : ''} (log: ${logFile})`);
  }
}

export interface ProcessOptions {
  /** Name in messages and of the log file; letters, digits and dashes. */
  name: string;
  command: string;
  args: string[];
  /** Variables in addition to those that every child process gets. */
  environment?: Record<string, string>;
  /** Default: the repository. */
  workingDirectory?: string;
  /** File to append the output to; default `logs/<name>.log` of the state folder. */
  logFile?: string;
  /** Called with every line of standard output and error, which the log also gets. */
  onLine?: (line: string) => void;
}

export interface ManagedProcess {
  name: string;
  pid: number;
  logFile: string;
  /** Resolves when it has ended; never rejects. */
  exited: Promise<ExitStatus>;
  /** Ends the whole group; resolves when the process has ended. */
  stop(graceSeconds?: number): Promise<void>;
  /** Kills the whole group at once; the process can't save its state. */
  kill(): Promise<void>;
}

/** The exit code, or null and the signal. */
export interface ExitStatus {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/**
 * Starts a process that ends with this one.
 * @throws {ProcessFailed} when the program can't be started
 */
export async function startProcess(settings: LocalSettings, options: ProcessOptions): Promise<ManagedProcess> {
  const logFile = options.logFile ?? getLogPath(settings, options.name);
  const child = spawnChild(settings, options, logFile);
  const exited = new Promise<ExitStatus>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const { pid } = child;
  if (pid === undefined) {
    const error = await new Promise<Error>((resolve) => child.once('error', resolve));
    throw new ProcessFailed(options.name, `could not be started (${error.message})`, logFile);
  }
  recordProcess(settings, options.name, pid);
  endGroupAtExit(pid);
  let hasEnded = false;
  void exited.then(() => {
    hasEnded = true;
    removeProcessRecord(settings, options.name);
    runningGroups.delete(pid);
  });
  const stop = async (graceSeconds?: number) => {
    await endProcessGroup(pid, () => hasEnded, graceSeconds);
    await exited;
  };
  const kill = async () => {
    signalProcessGroup(pid, 'SIGKILL');
    await exited;
  };
  return { name: options.name, pid, logFile, exited, stop, kill };
}

/**
 * Waits until `isReady` resolves to true, calling it every 50 ms. Ends the process when it does not become ready.
 * @throws {ProcessFailed} when the process ends first, the time is over or the signal aborts
 */
export async function waitUntilReady(
  child: ManagedProcess,
  isReady: () => Promise<boolean>,
  limits: { timeoutSeconds: number; signal?: AbortSignal },
): Promise<void> {
  try {
    await waitForFirstResult(child, isReady, limits);
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function waitForFirstResult(
  child: ManagedProcess,
  isReady: () => Promise<boolean>,
  { timeoutSeconds, signal }: { timeoutSeconds: number; signal?: AbortSignal },
): Promise<void> {
  const failure = (problem: string) => new ProcessFailed(child.name, problem, child.logFile);
  const waiting = new AbortController();
  const pollUntilReady = async () => {
    while (!waiting.signal.aborted && !(await isReady())) await sleep(50);
  };
  const earlyEnd = child.exited.then((status) => {
    throw failure(`ended at once (${status.signal ?? `exit code ${status.code}`})`);
  });
  const timeout = sleep(timeoutSeconds * 1000, undefined, { signal: waiting.signal }).then(() => {
    throw failure(`was not ready after ${timeoutSeconds} s`);
  });
  const abort = new Promise<never>((_, reject) => {
    const rejectAborted = () => reject(failure('was stopped while it started'));
    if (signal?.aborted) rejectAborted();
    else signal?.addEventListener('abort', rejectAborted, { once: true });
  });
  try {
    await Promise.race([pollUntilReady(), earlyEnd, timeout, abort]);
  } finally {
    waiting.abort();
    for (const loser of [earlyEnd, timeout, abort]) loser.catch(() => {}); // only the first result counts
  }
}

/** Whether an HTTP GET gets a 2xx response in time. */
export async function respondsOk(
  url: string,
  { timeoutSeconds = 5, authorization }: { timeoutSeconds?: number; authorization?: string } = {},
): Promise<boolean> {
  try {
    const headers = authorization === undefined ? undefined : { authorization };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutSeconds * 1000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Reads the last line of a log that is not blank, cut to 300 characters; empty when there is none. */
export function readLastLine(path: string): string {
  try {
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    return (lines.at(-1) ?? '').trim().slice(0, 300);
  } catch {
    return '';
  }
}

function spawnChild(settings: LocalSettings, options: ProcessOptions, logFile: string): ChildProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  mkdirSync(getTemporaryDirectory(settings), { recursive: true });
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(options.command, options.args, {
      cwd: options.workingDirectory ?? settings.repositoryRoot,
      env: { ...buildChildEnvironment(settings), ...options.environment },
      stdio: options.onLine ? ['ignore', 'pipe', 'pipe'] : ['ignore', log, log],
      detached: true,
    });
    if (options.onLine) copyLines(child, logFile, options.onLine);
    return child;
  } finally {
    closeSync(log);
  }
}

function copyLines(child: ChildProcess, logFile: string, onLine: (line: string) => void): void {
  const log = createWriteStream(logFile, { flags: 'a' });
  for (const output of [child.stdout, child.stderr]) {
    if (!output) continue;
    output.pipe(log, { end: false });
    createInterface({ input: output }).on('line', onLine);
  }
  child.once('close', () => log.end());
}

/** Groups to end when this process exits without stopping them, for example after an uncaught error. */
const runningGroups = new Set<number>();

function endGroupAtExit(pid: number): void {
  if (runningGroups.size === 0) process.once('exit', endRunningGroups);
  runningGroups.add(pid);
}

function endRunningGroups(): void {
  for (const pid of runningGroups) signalProcessGroup(pid, 'SIGTERM');
}
