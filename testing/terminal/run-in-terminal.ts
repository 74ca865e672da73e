/** Runs a command with a terminal of its own, in which a test types, as a person does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** Keys by the text after which they are pressed, in this order; `\x03` is Ctrl-C. */
export type Keys = readonly (readonly [after: RegExp, keys: string])[];

export interface TerminalResult {
  /** Exit code, or 128 and the signal. */
  code: number;
  /** Everything that the terminal showed. */
  output: string;
}

/** Runs a program of the repository; Ctrl-C reaches its whole process group, as in a shell. */
export async function runInTerminal(
  command: readonly string[],
  keys: Keys,
  env = process.env,
): Promise<TerminalResult> {
  const program = resolve(import.meta.dirname, 'terminal.py');
  const child = spawn(resolve(REPOSITORY, '.venv/bin/python'), [program, ...command], {
    ...{ cwd: REPOSITORY, env, stdio: ['pipe', 'pipe', 'inherit'] },
  });
  const pending = [...keys];
  let output = '';
  let unseen = 0;
  child.stdout?.on('data', (chunk) => {
    output += chunk;
    for (let next = pending[0]; next; next = pending[0]) {
      const found = next[0].exec(output.slice(unseen));
      if (!found) return;
      unseen += found.index + found[0].length;
      child.stdin?.write(next[1]);
      pending.shift();
    }
  });
  const [code] = await once(child, 'close');
  return { code, output: output.replaceAll('\r\n', '\n') };
}
