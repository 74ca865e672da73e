/** A program that answers POST /v1/predict, started as a process of its own: its first answer, its memory, its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const START_SECONDS = 60;

export interface Program {
  command: string;
  args: string[];
  environment: Record<string, string>;
  directory?: string;
  url: string;
}

export interface ServedProgram {
  /** From the start of the process to its first answer of 200, milliseconds. */
  first_answer: number;
  /** Proportional set size of the process and all below it now, MiB: what it shares counts once. */
  memory(): number;
  stop(): Promise<void>;
}

/** Thrown when a program ends, or gives no good answer within a minute; with what it said. */
export class NotServing extends Error {
  override name = 'NotServing';
}

/** Starts the program and asks it `body` until it answers. */
export async function serveProgram(program: Program, body: string): Promise<ServedProgram> {
  const { command, args, environment, directory, url } = program;
  const started = performance.now();
  const child = spawn(command, args, { cwd: directory, env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr?.on('data', (text) => {
    said.push(String(text));
    if (said.length > 50) said.shift();
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
    throw new NotServing(`${command} ${args.join(' ')}: ${cause}\n${said.join('')}`);
  }
  return { first_answer: performance.now() - started, memory: () => readMemory(child.pid ?? 0), stop };
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

function readMemory(root: number): number {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileOrEmpty(`/proc/${entry}/status`))?.[1] ?? -1);
    if (parent > 0) children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  const all = [root];
  for (const pid of all) all.push(...(children.get(pid) ?? []));
  const kib = all.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileOrEmpty(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0));
  return kib.reduce((sum, one) => sum + one, 0) / 1024;
}

function readFileOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has ended, or is no process
  }
}
