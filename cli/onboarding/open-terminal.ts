/** Finds out whether a person can be asked. */
import type { Terminal } from './ask-questions.ts';

/** The terminal of this process; undefined with --yes, in a pipe or in CI, where the proposals are taken. */
export function openTerminal(takesProposals: boolean): Terminal | undefined {
  if (takesProposals || !process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  return { input: process.stdin, output: process.stdout };
}
