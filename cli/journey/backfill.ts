/** Lands the deliveries of a range of days and runs the daily workflow over them; open it for `npm run etl`. */
import type { Client } from 'pg';
import { listDeliveries } from '../../lambdas/ingest/contract/deliveries.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { LANDING_ROOT } from '../../lambdas/shared/object-keys.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { loadEnvironmentConfig } from '../../lib/config.ts';
import { InvalidOptions } from '../terminal/command.ts';
import { CommandError } from '../terminal/command-error.ts';
import { parseDay } from '../terminal/parse-values.ts';
import { runTimedWorkflow, type WorkflowDependencies, type WorkflowTiming } from '../workflows/run-timed-workflow.ts';
import { type DeliveryFolder, landWithProgress, NoDeliveries } from './delivery-folders.ts';
import type { Engine } from './engine.ts';

/** A backfill includes days whose files the landing bucket no longer keeps. */
export class DeliveriesDeleted extends CommandError {}

/** The as-of dates to run; without `from` and `to` all that were delivered. */
export interface DayRange {
  /** YYYY-MM-DD, included. */
  from: string | undefined;
  to: string | undefined;
  /** Also runs days that are published already. */
  again: boolean;
}

/**
 * Reads the days from the options of `npm run etl`. A range means a backfill, so its published days run again.
 * @throws {InvalidOptions} when a day is no date, or the first is after the last
 */
export function parseDayRange(options: { from?: string; to?: string; 'skip-published'?: boolean }): DayRange {
  const { from, to } = options;
  for (const [name, value] of Object.entries({ from, to })) {
    if (value !== undefined) parseDay(name, value);
  }
  if (from && to && from > to) throw new InvalidOptions(`--from ${from} is after --to ${to}`);
  return { from, to, again: (from ?? to) !== undefined && !options['skip-published'] };
}

/**
 * The deliveries of these days.
 * @throws {NoDeliveries} when there are none, with the days there are
 */
export function selectDeliveries(
  { from = '', to = '9999-12-31' }: DayRange,
  deliveries: DeliveryFolder[],
): DeliveryFolder[] {
  const selected = deliveries.filter(({ asOf }) => asOf >= from && asOf <= to);
  if (selected.length > 0) return selected;
  throw new NoDeliveries(`no delivery is of these days; there are ${deliveries.map(({ asOf }) => asOf).join(', ')}`);
}

/** Output of the daily workflow. */
export interface EtlOutput {
  outcome: 'published' | 'nothing_delivered';
  runs: { run_id: string; as_of: string; outcome: string; scoring: string }[];
  /** How the scoring of the newest publication ended. */
  scoring: string;
}

/** One line for each published day whose scoring failed, with a way on; empty when all were scored. */
export function describeUnscoredDays({ runs, scoring }: Pick<EtlOutput, 'runs' | 'scoring'>): string[] {
  const advice = 'correct the cause, then npm run etl scores the newest day (docs/runbook.md, ScoringFailed)';
  const failed = runs.filter((run) => run.scoring === 'failed');
  if (failed.length === 0 && scoring === 'failed')
    return [`The newest published day was not scored: npm run logs -- --execution scoring; ${advice}.`];
  return failed.map(
    ({ as_of, run_id }) => `${as_of} is published and was not scored: npm run logs -- --run ${run_id}; ${advice}.`,
  );
}

/**
 * Refuses a backfill of days whose deliveries the landing bucket no longer keeps.
 * @param publishedDays days that were published, in order
 * @param keptDays days whose manifest is in the landing bucket
 * @throws {DeliveriesDeleted} when the files of published days of the range were deleted
 */
export function requireKeptFiles(
  { from = '', to = '9999-12-31' }: DayRange,
  publishedDays: string[],
  keptDays: string[],
): void {
  const missingDays = publishedDays.filter((day) => day >= from && day <= to && !keptDays.includes(day));
  if (missingDays.length === 0) return;
  const { landing_retention_days } = loadEnvironmentConfig('local').storage;
  const firstKeptDay = keptDays.filter((day) => day >= from).sort()[0];
  throw new DeliveriesDeleted(
    `the files of ${missingDays.join(', ')} are gone: the landing bucket keeps a delivery for ${landing_retention_days} days ` +
      '(landing_retention_days in lib/config.ts). Nothing was run. Have the lender deliver them again, into --data' +
      (firstKeptDay ? `, or begin at --from ${firstKeptDay}` : ''),
  );
}

async function requireKeptDeliveries(days: DayRange, database: Client, bucket: string): Promise<void> {
  const { rows } = await database.query<{ as_of: string }>(readSqlFile('cli/journey/list_published_days.sql'));
  const landedDeliveries = await listDeliveries(getObjectStore().list(bucket, LANDING_ROOT));
  const keptDays = landedDeliveries.filter(({ manifest_etag }) => manifest_etag !== null).map(({ as_of }) => as_of);
  requireKeptFiles(
    days,
    rows.map(({ as_of }) => as_of),
    keptDays,
  );
}

export interface BackfillDependencies extends WorkflowDependencies {
  database: Client;
}

/**
 * Lands all deliveries, then runs the daily workflow once over the range.
 * @throws {DeliveriesDeleted} when days are to run again whose files were deleted
 * @throws {WorkflowFailed} when a delivery is refused, fails the quality gate, or its run fails
 */
export async function runBackfill(
  days: DayRange,
  deliveries: DeliveryFolder[],
  dependencies: BackfillDependencies,
  engine: Engine = 'auto',
): Promise<{ output: EtlOutput; timing: WorkflowTiming }> {
  const [first, last] = [deliveries[0], deliveries.at(-1)];
  if (!first || !last) throw new NoDeliveries('there is no delivery to run');
  dependencies.progress.printSection('Deliveries');
  for (const delivery of deliveries) await landWithProgress(delivery, dependencies);
  if (days.again) await requireKeptDeliveries(days, dependencies.database, dependencies.parameter('landing/bucket'));
  dependencies.progress.printSection(`Daily workflow from ${first.asOf} to ${last.asOf}`);
  const input = { from: days.from ?? first.asOf, up_to: days.to ?? last.asOf, again: days.again, engine };
  return runTimedWorkflow<EtlOutput>('daily-etl', input, dependencies);
}
