/** The API requests of the page of audit events. */
import { api } from './api-client.ts';
import type { AuditEvent, AuditFilter } from './api-types.ts';
import { requireData } from './require-data.ts';
import { useApiQuery } from './use-api-query.ts';

const PAGE_EVENTS = 100;
/** Of one export: a person has a hundred requests a minute. */
export const MAX_EXPORTED_EVENTS = 5_000;

export const useAuditEvents = (filter: AuditFilter) =>
  useApiQuery(['audit-events', filter], () => fetchAuditEvents(filter));

/** All events that match, newest first, page by page. Of very many the newest ones. */
export async function fetchAllEvents(filter: AuditFilter): Promise<AuditEvent[]> {
  const all: AuditEvent[] = [];
  for (let before: string | null | undefined; before !== null && all.length < MAX_EXPORTED_EVENTS; ) {
    const { events, next_before } = await fetchAuditEvents({ ...filter, before });
    all.push(...events);
    before = next_before;
  }
  return all;
}

async function fetchAuditEvents(filter: AuditFilter) {
  return requireData(
    (await api.GET('/v1/audit-events', { params: { query: { limit: PAGE_EVENTS, ...filter } } })).data,
  );
}
