/** GET /v1/audit-events: who did what, when, to which version. */
import { readSqlFile } from '../../shared/sql-file.ts';
import type { auditEventsRoute } from '../contract/routes/audit-events.ts';
import type { AuditEventList } from '../contract/schemas/audit-events.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { OperationInput } from '../http/operation.ts';
import { toPage } from '../http/paging.ts';
import type { GovernanceDependencies } from './dependencies.ts';
import { readPerson } from './people.ts';

/** A row of audit.listed_events. */
interface StoredEvent extends Omit<AuditEventList['events'][number], 'event_id' | 'actor'> {
  event_id: number;
  actor: string;
}

/** Of a person: the id or the e-mail address that the user pool knows. Functions, clients and IAM identities have others. */
const USER_NAME = /^(?!arn:)([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[^\s@]+@[^\s@]+)$/;

export async function listAuditEvents(
  { database, readName }: GovernanceDependencies,
  { query: { limit, before, actor, action, subject, from, to } }: OperationInput<typeof auditEventsRoute>,
): Promise<AuditEventList> {
  const filters = { actor: actor ?? null, action: action ?? null, subject: subject ?? null };
  const rows = await database().query<StoredEvent>(readSqlFile('api/governance/list_events.sql'), {
    ...filters,
    ...{ before: before ?? null, from_day: from ?? null, to_day: to ?? null, rows: limit + 1 },
  });
  const { items, next_before } = toPage(rows, limit, ({ event_id }) => String(event_id));
  const events = items.map(async ({ event_id, at, actor: id, role, ...event }) => ({
    ...{ event_id: String(event_id), at: toIsoTime(at), role },
    actor: USER_NAME.test(id) ? await readPerson(readName, id) : { name: null, id },
    ...event,
  }));
  return { events: await Promise.all(events), next_before };
}
