/** Prints the table of a smoke test. */
import pc from 'picocolors';
import { formatDuration } from '../terminal/format.ts';
import { printTable, shortenCell } from '../terminal/tables.ts';
import type { StepResult } from './run-steps.ts';

/** Longer texts of failures follow the table. */
const DETAIL_WIDTH = 100;

const COLOURS = { ok: pc.green, failed: pc.red, skipped: pc.yellow } as const;

export function printResults(environment: string, results: readonly StepResult[]): void {
  console.log();
  printTable(
    ['step', 'result', 'checked', 'time'],
    results.map(({ step, outcome, seconds, detail }) => [
      step,
      COLOURS[outcome](outcome),
      shortenCell(detail, DETAIL_WIDTH),
      formatDuration(seconds),
    ]),
    3,
  );
  const failures = results.filter(({ outcome }) => outcome === 'failed');
  for (const { step, detail } of failures) console.log(`  ${pc.red('✗')} ${step} in ${environment}: ${detail}`);
}
