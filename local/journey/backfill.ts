/** Lands the deliveries of some days and runs the daily workflow over them, those already published too when asked. */
import { z } from 'zod';
import { InvalidOptions } from '../command.ts';
import { type Delivery, landShown, NoDeliveries } from './deliveries.ts';
import { runTimed, type Timing, type WorkflowTools } from './timed-workflow.ts';

/** The days to run; without `from` and `to` all there are. */
export interface Days {
  /** YYYY-MM-DD, included. */
  from: string | undefined;
  to: string | undefined;
  /** Runs days again that are published already. */
  again: boolean;
}

/** Reads the options of `npm run etl`: naming a day asks to run it again. Throws InvalidOptions. */
export function parseDays(options: { from?: string; to?: string; 'skip-published'?: boolean }): Days {
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
export function deliveriesOf({ from = '', to = '9999-12-31' }: Days, deliveries: Delivery[]): Delivery[] {
  const wanted = deliveries.filter(({ asOf }) => asOf >= from && asOf <= to);
  if (wanted.length > 0) return wanted;
  throw new NoDeliveries(`no delivery is of these days; there are ${deliveries.map(({ asOf }) => asOf).join(', ')}`);
}

/** What the daily workflow says at its end. */
export interface EtlOutput {
  outcome: 'published' | 'nothing_delivered';
  runs: { run_id: string; as_of: string; outcome: string; scoring: string }[];
}

/** Lands all of them, then runs the workflow once. Throws WorkflowFailed when a day is refused, gated or broken. */
export async function runDays(
  days: Days,
  deliveries: Delivery[],
  tools: WorkflowTools,
): Promise<{ output: EtlOutput; timing: Timing }> {
  const [first, last] = [deliveries[0], deliveries.at(-1)];
  if (!first || !last) throw new NoDeliveries('there is no delivery to run');
  tools.progress.section('Deliveries');
  for (const delivery of deliveries) await landShown(delivery, tools);
  tools.progress.section(`Daily workflow from ${first.asOf} to ${last.asOf}`);
  const input = { from: days.from ?? first.asOf, up_to: days.to ?? last.asOf, again: days.again };
  return runTimed<EtlOutput>('daily-etl', input, tools);
}
