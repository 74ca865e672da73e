/** Finds out whether a person can be asked. */
import { hasTerminal, type Terminal } from '../terminal/ask-confirmation.ts';

/** The terminal of this process; undefined with --yes, in a pipe or in CI, where the proposals are taken. */
export function openTerminal(takesProposals: boolean): Terminal | undefined {
  if (takesProposals || !hasTerminal()) return undefined;
  return { input: process.stdin, output: process.stdout };
}
