/** Lifts restrictions, and prints what the retention deleted, as the role of the API. */
import pc from 'picocolors';
import type { Retention } from '../../lambdas/prediction-api/contract/schemas/restrictions.ts';
import { liftRestriction, listRestrictions } from '../../lambdas/prediction-api/privacy/restrictions.ts';
import { readRetention } from '../../lambdas/prediction-api/privacy/retention.ts';
import { formatCount, formatPlural, formatTime } from '../terminal/format.ts';
import { printTable } from '../terminal/tables.ts';
import { openRequests, refuseInWords, toInput } from './privacy-requests.ts';

/** Lifts every restriction and objection of a customer that holds, and returns their number. */
export async function liftRestrictions(by: string, customer_id: string, why: string): Promise<number> {
  const query = { customer_id, held: 'true', limit: 10 } as const;
  const { restrictions } = await listRestrictions(openRequests(), { ...toInput(by), query });
  for (const { restriction_id } of restrictions) {
    const input = { ...toInput(by), params: { restriction_id }, body: { why } };
    await refuseInWords(() => liftRestriction(openRequests(), input));
  }
  return restrictions.length;
}

/** Prints the schedule, and what the newest run deleted. */
export async function printRetention(): Promise<void> {
  const { rules, runs } = await readRetention(openRequests());
  const [newest] = runs;
  const deleted = new Map(newest?.deleted.map((entry) => [entry.place, entry]));
  printTable(
    ['place', 'kept for', 'counted from', 'deleted by the newest run'],
    rules.map(({ place, days, counted_from }) => [
      ...[place, formatPlural(days, 'day'), counted_from, describeDeleted(deleted.get(place))],
    ]),
    4,
  );
  console.log(newest ? describeRun(newest) : 'No run yet');
}

function describeDeleted(entry: { rows: number; is_complete: boolean } | undefined): string {
  if (!entry) return '–';
  return entry.is_complete ? formatCount(entry.rows) : `${formatCount(entry.rows)}, more is due`;
}

function describeRun({ state, started_at, ended_at }: Retention['runs'][number]): string {
  const shown = state === 'failed' ? pc.red(state) : state;
  return `Newest run: ${shown}, from ${formatTime(started_at)}${ended_at ? ` to ${formatTime(ended_at)}` : ''}`;
}
