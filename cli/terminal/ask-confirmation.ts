/** Asks a person at a terminal before something that cannot be taken back at once. */
import { createInterface } from 'node:readline/promises';
import { CommandError } from './command-error.ts';

/** The terminal was closed, or Ctrl-C pressed, while a question waited. */
export class Interrupted extends CommandError {}

/** Whether a person can be asked: not in a pipe and not in CI. */
export const hasTerminal = (): boolean => Boolean(process.stdin.isTTY && process.stdout.isTTY);

/**
 * Returns whether the word was typed. False without a terminal.
 * @throws {Interrupted} when the terminal is closed or Ctrl-C is pressed
 */
export async function askConfirmation(question: string, word: string): Promise<boolean> {
  if (!hasTerminal()) return false;
  const answer = await readLine(`${question} Type ${word} to confirm: `, 'stopped: nothing was changed');
  return answer.trim() === word;
}

/** Where a person sees and types; a test gives streams of its own. */
export interface Terminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

/**
 * Reads one line that a person types.
 * @param notice what the person reads who stops instead of answering
 * @throws {Interrupted} when the terminal is closed or Ctrl-C is pressed
 */
export async function readLine(
  prompt: string,
  notice: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stdout },
): Promise<string> {
  const reader = createInterface({ input, output });
  const closed = new Promise<never>((_, reject) => {
    reader.once('close', () => reject(new Interrupted(notice)));
    reader.once('SIGINT', () => reader.close());
  });
  try {
    return await Promise.race([reader.question(prompt), closed]);
  } finally {
    closed.catch(() => {}); // closing rejects it once more
    reader.close();
  }
}
