/** GET /v1/events and POST /v1/events/{event_id}/resend: what happened, what became of its sending, and sending again. */
import { uuid } from '../../../shared/aws/database.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import { hasAnyRole, PORTFOLIO_READERS } from '../../contract/roles.ts';
import type { eventsRoute, resendEventRoute } from '../../contract/routes/events.ts';
import type { EventList } from '../../contract/schemas/events.ts';
import { toIsoTime } from '../../http/iso-time.ts';
import type { OperationInput } from '../../http/operation.ts';
import { toPage } from '../../http/paging.ts';
import { Problem } from '../../http/problem.ts';
import type { EventDependencies } from './dependencies.ts';
import { callEvents } from './webhooks.ts';

/** A row of sql/api/events/list_events.sql. */
interface StoredEvent extends Omit<EventList['events'][number], 'sequence'> {
  position: number;
}

/** @throws {Problem} when an administrator asks for an application (403), which they do not read */
export async function listEvents(
  { database }: EventDependencies,
  { query, caller }: OperationInput<typeof eventsRoute>,
): Promise<EventList> {
  const { limit, before, type, application, state, webhook_id, from, to } = query;
  const readsContent = hasAnyRole(caller, PORTFOLIO_READERS);
  if (application !== undefined && !readsContent) {
    throw new Problem(
      403,
      'missing-role',
      'An administrator reads no application. Ask an auditor for the events of one.',
    );
  }
  const filters = { type: type ?? null, application: application ?? null, state: state ?? null };
  const [rows, [waiting]] = await Promise.all([
    database().query<StoredEvent>(readSqlFile('api/events/list_events.sql'), {
      ...filters,
      ...{ before: before ?? null, endpoint_id: webhook_id ?? null, from_day: from ?? null, to_day: to ?? null },
      rows: limit + 1,
    }),
    database().query<{ unplaced: number }>(readSqlFile('api/events/count_unplaced.sql')),
  ]);
  const { items, next_before } = toPage(rows, limit, ({ position }) => String(position));
  return { events: items.map((row) => toEvent(row, readsContent)), next_before, unplaced: waiting?.unplaced ?? 0 };
}

/** @throws {Problem} when there is no such event (404) or nothing of it can be sent again (409) */
export async function resendEvent(
  dependencies: EventDependencies,
  { params: { event_id }, body: { webhook_id }, caller }: OperationInput<typeof resendEventRoute>,
): Promise<{ queued: number }> {
  const values = { event_id: uuid(event_id), endpoint_id: uuid(webhook_id ?? null), by_person: caller.name };
  const [row] = await callEvents<{ queued: number }>(dependencies, 'send_again', values);
  await dependencies.publish();
  return { queued: row?.queued ?? 0 };
}

function toEvent(row: StoredEvent, readsContent: boolean): EventList['events'][number] {
  const { event_id, position, type, occurred_at, application, data, sendings } = row;
  const toTime = (at: string | null) => at && new Date(at).toISOString();
  return {
    ...{ event_id, sequence: String(position), type, occurred_at: toIsoTime(occurred_at) },
    ...(readsContent ? { application, data } : { application: null, data: null }),
    sendings: sendings.map((sending) => ({
      ...sending,
      ...{ next_at: toTime(sending.next_at), ended_at: toTime(sending.ended_at) },
    })),
  };
}
