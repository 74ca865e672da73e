/** Lands the deliveries of some days and runs the daily workflow over them, those already published too when asked. */
import type { Client } from 'pg';
import { z } from 'zod';
import { listDeliveries as deliveriesIn } from '../../lambdas/ingest/contract/deliveries.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { LANDING_ROOT } from '../../lambdas/shared/object-keys.ts';
import { environmentConfig } from '../../lib/config.ts';
import { InvalidOptions } from '../terminal/command.ts';
import { CommandError } from '../terminal/command-error.ts';
import { type DeliveryFolder, landWithProgress, NoDeliveries } from './deliveries.ts';
import type { Engine } from './engine.ts';
import { runTimed, type Timing, type WorkflowTools } from './timed-workflow.ts';

/** A backfill is asked for days whose files the landing bucket has no more. */
export class DeliveriesGone extends CommandError {}

/** The days to run; without `from` and `to` all there are. */
export interface DayRange {
  /** YYYY-MM-DD, included. */
  from: string | undefined;
  to: string | undefined;
  /** Runs days again that are published already. */
  again: boolean;
}

/** Reads the options of `npm run etl`: naming a day asks to run it again. Throws InvalidOptions. */
export function parseDayRange(options: { from?: string; to?: string; 'skip-published'?: boolean }): DayRange {
  const { from, to } = options;
  for (const [name, value] of Object.entries({ from, to })) {
    if (value !== undefined && !z.iso.date().safeParse(value).success) {
      throw new InvalidOptions(`--${name} takes a day as YYYY-MM-DD, not "${value}"`);
    }
  }
  if (from && to && from > to) throw new InvalidOptions(`--from ${from} is after --to ${to}`);
  return { from, to, again: (from ?? to) !== undefined && !options['skip-published'] };
}

/** The deliveries of these days. Throws NoDeliveries, naming the days there are. */
export function selectDeliveries(
  { from = '', to = '9999-12-31' }: DayRange,
  deliveries: DeliveryFolder[],
): DeliveryFolder[] {
  const wanted = deliveries.filter(({ asOf }) => asOf >= from && asOf <= to);
  if (wanted.length > 0) return wanted;
  throw new NoDeliveries(`no delivery is of these days; there are ${deliveries.map(({ asOf }) => asOf).join(', ')}`);
}

/** What the daily workflow says at its end. */
export interface EtlOutput {
  outcome: 'published' | 'nothing_delivered';
  runs: { run_id: string; as_of: string; outcome: string; scoring: string }[];
}

/**
 * A backfill goes as far back as the landing bucket keeps deliveries.
 * @param published days that were published, in order
 * @param kept days that the landing bucket has a manifest of
 * @throws {DeliveriesGone} naming the published days asked for that it has none of
 */
export function requireKeptFiles(
  { from = '', to = '9999-12-31' }: DayRange,
  published: string[],
  kept: string[],
): void {
  const gone = published.filter((day) => day >= from && day <= to && !kept.includes(day));
  if (gone.length === 0) return;
  const { landing_retention_days } = environmentConfig('local').storage;
  const first = kept.filter((day) => day >= from).sort()[0];
  throw new DeliveriesGone(
    `the files of ${gone.join(', ')} are gone: the landing bucket keeps a delivery for ${landing_retention_days} days ` +
      '(landing_retention_days in lib/config.ts). Nothing was run. Have the lender deliver them again, into --data' +
      (first ? `, or begin at --from ${first}` : ''),
  );
}

async function requireKeptDeliveries(days: DayRange, database: Client, bucket: string): Promise<void> {
  const { rows } = await database.query<{ as_of: string }>(
    "select distinct to_char(as_of, 'YYYY-MM-DD') as as_of from analytics.publications order by 1",
  );
  const landed = await deliveriesIn(getObjectStore().list(bucket, LANDING_ROOT));
  const kept = landed.filter(({ manifest_etag }) => manifest_etag !== null).map(({ as_of }) => as_of);
  requireKeptFiles(
    days,
    rows.map(({ as_of }) => as_of),
    kept,
  );
}

/** With what the days are run. */
export interface BackfillDependencies extends WorkflowTools {
  database: Client;
}

/**
 * Lands all of them, then runs the workflow once.
 * @throws {DeliveriesGone} when days are to be run again whose files are no more
 * @throws {WorkflowFailed} when a day is refused, gated or broken
 */
export async function runBackfill(
  days: DayRange,
  deliveries: DeliveryFolder[],
  tools: BackfillDependencies,
  engine: Engine = 'auto',
): Promise<{ output: EtlOutput; timing: Timing }> {
  const [first, last] = [deliveries[0], deliveries.at(-1)];
  if (!first || !last) throw new NoDeliveries('there is no delivery to run');
  tools.progress.section('Deliveries');
  for (const delivery of deliveries) await landWithProgress(delivery, tools);
  if (days.again) await requireKeptDeliveries(days, tools.database, tools.parameter('landing/bucket'));
  tools.progress.section(`Daily workflow from ${first.asOf} to ${last.asOf}`);
  const input = { from: days.from ?? first.asOf, up_to: days.to ?? last.asOf, again: days.again, engine };
  return runTimed<EtlOutput>('daily-etl', input, tools);
}
