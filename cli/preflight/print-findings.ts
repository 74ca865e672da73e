/** Prints the table of `npm run preflight`, and below it what to do. */
import pc from 'picocolors';
import { printTable, shortenCell } from '../terminal/tables.ts';
import type { Finding, FindingState } from './finding.ts';

const FOUND_WIDTH = 52;
const NEEDED_WIDTH = 44;

const COLOURS: Record<FindingState, (text: string) => string> = { ok: pc.green, missing: pc.red, unread: pc.yellow };

/** What no call of AWS says. */
const NOT_CHECKED =
  'Not checked, because it cannot be read from here: the variables, environments and rules of the GitHub repository, ' +
  'whether the mailbox confirms its subscription, and whether AWS has verified a new account for CloudFront.';

export function printFindings(findings: readonly Finding[]): void {
  const rows = findings.map(({ check, found, needed, state }) => [
    ...[check, shortenCell(found, FOUND_WIDTH), shortenCell(needed, NEEDED_WIDTH), COLOURS[state](state)],
  ]);
  printTable(['check', 'found', 'needed', 'state'], rows, 4);
  for (const { check, found, advice, state } of findings.filter((one) => one.state !== 'ok')) {
    console.log(`\n${COLOURS[state](state)} ${check}: ${found}${advice ? `\n  ${advice}` : ''}`);
  }
  console.log(`\n${NOT_CHECKED}`);
}
