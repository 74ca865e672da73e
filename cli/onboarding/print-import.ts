/** Prints what an import did: rows in, out and refused, outcomes, and where the files are. */
import { relative } from 'node:path';
import pc from 'picocolors';
import type { ImportReport } from '../../lambdas/onboarding/contract/import-report.ts';
import type { Mapping } from '../../lambdas/onboarding/contract/mapping.ts';
import { formatCount, formatPlural } from '../terminal/format.ts';
import { formatText } from '../terminal/format-text.ts';
import { printTable } from '../terminal/tables.ts';

/** What an import left in the out folder. */
export interface OnboardingResult {
  mapping: Mapping;
  report: ImportReport;
  out: string;
  mappingPath: string;
  reportPath: string;
  /** Folder of the `as_of=…` folders, for --data. */
  deliveries: string;
}

/** At most so many reasons are shown; the report has all. */
const SHOWN_REASONS = 5;

export function printImport({ report, mappingPath, deliveries, reportPath }: OnboardingResult): void {
  console.log(`\n${pc.bold('Deliveries')}`);
  printTable(
    ['delivery', 'table', 'rows'],
    report.deliveries.map(({ as_of, table, rows }) => [as_of, table, formatCount(rows)]),
    2,
  );
  const { good, bad, open, withheld } = report.outcomes;
  const backtest =
    withheld > 0 ? `, ${formatCount(withheld)} withheld until the second delivery to test the scores` : '';
  console.log(
    `  Outcomes: ${formatCount(bad)} defaulted, ${formatCount(good)} did not, ${formatCount(open)} open${backtest}`,
  );
  printRefused(report.refused, report.refused_rows);
  for (const { column, reason, values } of report.unknown_values.slice(0, SHOWN_REASONS)) {
    console.log(
      `  ${pc.yellow('!')} ${formatText(column)}: ${formatPlural(values, 'value')} became unknown (${reason})`,
    );
  }
  console.log(`  Mapping     ${formatPath(mappingPath)}`);
  console.log(`  Deliveries  ${formatPath(deliveries)}`);
  console.log(`  Report      ${formatPath(reportPath)}`);
}

function printRefused(refused: OnboardingResult['report']['refused'], rows: number): void {
  if (rows === 0) return;
  console.log(`  ${pc.yellow('!')} ${formatPlural(rows, 'row')} refused:`);
  for (const [reason, sameReason] of Object.entries(Object.groupBy(refused, (row) => row.reason)).slice(
    0,
    SHOWN_REASONS,
  )) {
    const lines = (sameReason ?? []).slice(0, 3).map(({ line }) => line);
    console.log(`      ${formatText(reason)}, line ${lines.join(', ')}${(sameReason ?? []).length > 3 ? ', …' : ''}`);
  }
}

/** Relative to this folder, where it is inside. */
function formatPath(path: string): string {
  const short = relative('.', path);
  return short.startsWith('..') ? path : short;
}

/** What a person does with the deliveries. */
export function printNextSteps({ mapping, mappingPath, deliveries }: OnboardingResult): void {
  const [short, folder] = [mappingPath, deliveries].map(formatPath);
  console.log(`\n${pc.bold('Next')}`);
  console.log(`  npm start -- --data ${folder} --state .local-${mapping.name}   ${pc.dim('runs them')}`);
  console.log(
    `  npm run onboard -- FILE --mapping ${short}   ${pc.dim('converts again, after a change of the mapping')}`,
  );
}
