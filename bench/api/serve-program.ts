/** Starts a program that answers POST /v1/predict, measures its first response and its memory, and stops it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { readTreeMib } from '../etl/process-meter.ts';

const START_SECONDS = 60;

export interface Program {
  command: string;
  args: string[];
  environment: Record<string, string>;
  directory?: string;
  url: string;
}

export interface ServedProgram {
  /** Milliseconds from the start of the process to its first response 200. */
  first_answer: number;
  /** Reads the proportional set size of the process and its descendants, in MiB. */
  memory(): number;
  stop(): Promise<void>;
}

/** The program ended, or did not answer with 200 within a minute. The message contains its error output. */
export class NotServing extends Error {
  override name = 'NotServing';
}

/**
 * Starts the program and sends `body` until it answers.
 * @throws {NotServing} when it ends or does not answer
 */
export async function serveProgram(program: Program, body: string): Promise<ServedProgram> {
  const { command, args, environment, directory, url } = program;
  const started = performance.now();
  const child = spawn(command, args, { cwd: directory, env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  const errorOutput: string[] = [];
  child.stderr?.on('data', (text) => {
    errorOutput.push(String(text));
    if (errorOutput.length > 50) errorOutput.shift();
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  try {
    await waitForAnswer(child, url, body);
  } catch (cause) {
    await stop();
    throw new NotServing(`${command} ${args.join(' ')}: ${cause}\n${errorOutput.join('')}`);
  }
  return { first_answer: performance.now() - started, memory: () => readTreeMib(child.pid ?? 0), stop };
}

async function waitForAnswer(child: ChildProcess, url: string, body: string): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000;
  let last = 'no answer';
  while (Date.now() < deadline && child.exitCode === null) {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
    if (answer?.ok) return void (await answer.text());
    if (answer) last = `${answer.status} ${(await answer.text()).slice(0, 500)}`;
    await sleep(5);
  }
  throw new Error(last);
}
