/** Asks a person at a terminal to type a name, before something that cannot be taken back at once. */
import { createInterface } from 'node:readline/promises';

/** Returns whether the name was typed. False without a terminal. */
export async function askConfirmation(question: string, name: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await prompt.question(`${question} Type ${name} to confirm: `)).trim() === name;
  } finally {
    prompt.close();
  }
}
