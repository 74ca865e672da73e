/** Prints the quality of a run: why it was published or not, and what to do next. */
import pc from 'picocolors';
import type { CheckResult } from '../../lambdas/quality/check-quality.ts';
import { removeLinkBreaks } from '../../lambdas/shared/break-links.ts';
import { formatCount, formatPercent, formatPlural, formatTime } from '../terminal/format.ts';
import { printTable, shortenCell } from '../terminal/tables.ts';
import type { QualityRun, RunQuality } from './read-quality.ts';

/** Prints a run's quality. @param history the last runs, newest first */
export function printQuality(run: RunQuality, history: QualityRun[]): void {
  console.log(`\n${pc.bold(`Run ${run.run_id}`)} of the delivery ${run.as_of}: ${formatState(run)}`);
  console.log(`  ${describeRows(run)}, opened ${formatTime(run.opened_at)}`);
  if (run.results.length > 0) printChecks(run.results);
  printReasons(run);
  printHistory(run, history);
  console.log(`\n${pc.bold('Next')}`);
  for (const line of describeNextSteps(run)) console.log(`  ${line}`);
}

const STATE_COLOURS: Record<string, (text: string) => string> = { published: pc.green, running: pc.yellow };
const formatState = ({ state }: QualityRun): string => (STATE_COLOURS[state] ?? pc.red)(state.replace('_', ' '));

function describeRows({ rows_delivered, rows_rejected }: QualityRun): string {
  const accepted = rows_delivered > 0 ? 1 - rows_rejected / rows_delivered : null;
  return `${formatPlural(rows_delivered, 'row')} delivered, ${formatCount(rows_rejected)} rejected, ${formatPercent(accepted)} accepted`;
}

function printChecks(results: CheckResult[]): void {
  console.log(`\n${pc.bold('Checks')} (stop: a failure prevents publication; warn: it is shown only)`);
  printTable(
    ['check', 'severity', 'verdict', 'samples', 'failed', 'of', 'share'],
    results.map((result) => [
      result.check_name,
      result.severity,
      formatVerdict(result),
      shortenCell(result.sample_keys.join(', '), SAMPLES_WIDTH),
      formatCount(result.failed_rows),
      formatCount(result.total_rows),
      result.total_rows > 0 ? formatPercent(result.failed_rows / result.total_rows) : '–',
    ]),
    4,
  );
}

function formatVerdict({ pass, severity }: CheckResult): string {
  if (pass) return pc.green('passed');
  return severity === 'stop' ? pc.red('failed') : pc.yellow('warning');
}

const SAMPLES_WIDTH = 40;

function printReasons({ results, rejected, outcome }: RunQuality): void {
  const failed = results.filter(({ pass }) => !pass);
  if (failed.length > 0) console.log(`\n${pc.bold('What failed')}`);
  for (const { check_name, description, sample_keys } of failed) {
    console.log(`  ${check_name}: expected: ${description}`);
    if (sample_keys.length > 0) console.log(`    ${sample_keys.join(', ')}`);
  }
  if (rejected.length > 0) console.log(`\n${pc.bold('Rejected rows')}, by reason`);
  for (const { table_name, reason, rows } of rejected)
    console.log(`  ${formatCount(rows).padStart(9)}  ${table_name}: ${reason}`);
  for (const reason of listRefusals(outcome))
    console.log(`\n${pc.bold('Refused delivery')}: ${removeLinkBreaks(reason)}`);
}

/** Why a delivery was refused before any check, or the error with which the run failed. */
function listRefusals(outcome: RunQuality['outcome']): string[] {
  const { reasons, error, cause } = (outcome ?? {}) as Record<string, unknown>;
  if (Array.isArray(reasons)) {
    return reasons.map(({ file, error: name, message }) => [file, name, message].filter(Boolean).join(': '));
  }
  return typeof error === 'string' ? [`${error}: ${cause}`] : [];
}

function printHistory(run: QualityRun, history: QualityRun[]): void {
  console.log(`\n${pc.bold('Last runs')}`);
  printTable(
    ['delivery', 'run', 'state', 'failed and warnings', 'rows', 'rejected', 'checks'],
    history.map((earlier) => [
      earlier.as_of,
      earlier.run_id === run.run_id ? pc.bold(earlier.run_id) : earlier.run_id,
      formatState(earlier),
      shortenCell([...earlier.failed_stops, ...earlier.warnings].join(', '), SAMPLES_WIDTH),
      formatCount(earlier.rows_delivered),
      formatCount(earlier.rows_rejected),
      formatCount(earlier.checks),
    ]),
    4,
  );
}

/** One line for each step. */
function describeNextSteps({ state, failed_stops, warnings, as_of, run_id }: QualityRun): string[] {
  const where = `staging.rejected_rows has every rejected row with its reason (run_id ${run_id}).`;
  switch (state) {
    case 'published':
      return warnings.length > 0
        ? [`The run is published. Ask the lender about: ${warnings.join(', ')}.`]
        : ['Nothing: the run is published.'];
    case 'gate_failed':
      return [
        `Nothing of it is published; readers see the features of the day before it. Failed: ${failed_stops.join(', ') || 'the pass rate'}.`,
        `Let the lender correct the delivery ${as_of} and land it again; ${where}`,
        ...(failed_stops.includes('missing_rows')
          ? [
              `If the missing rows really no longer exist: npm run etl -- --accept-missing ${run_id} --why TEXT (docs/runbook.md, MissingTooMany).`,
            ]
          : []),
        'If the data is right and a bound is too narrow: config/quality.json, then start again (docs/runbook.md, QualityGateFailed).',
      ];
    case 'refused':
      return [`Let the lender deliver ${as_of} anew, files and manifest (docs/runbook.md, DeliveryRefused).`];
    case 'running':
      return ['It is running: npm run status shows when it has ended.'];
    default:
      return ['Start it again: npm run etl (docs/runbook.md, RunFailed).'];
  }
}
