/** Prints the table of a smoke test. */
import pc from 'picocolors';
import { printTable } from '../terminal/tables.ts';
import type { StepResult } from './run-steps.ts';

const COLOURS = { ok: pc.green, failed: pc.red, skipped: pc.yellow } as const;

export function printResults(results: readonly StepResult[]): void {
  console.log();
  printTable(
    ['step', 'result', 'seconds', 'checked'],
    results.map(({ step, outcome, seconds, detail }) => [step, COLOURS[outcome](outcome), seconds.toFixed(1), detail]),
    2,
  );
}
