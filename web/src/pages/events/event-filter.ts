/** The filter of events in the address of the page. */
import type { EventFilter } from '../../queries/api-types.ts';

const NAMES = ['type', 'state', 'webhook_id', 'application', 'from', 'to', 'before'] as const;

export function readEventFilter(search: URLSearchParams): EventFilter {
  return Object.fromEntries(NAMES.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])));
}

/** The address of the list with this filter. Empty values are left out. */
export function writeEventFilter(filter: EventFilter): string {
  const given = NAMES.flatMap((name) => (filter[name] ? [[name, filter[name]]] : []));
  return given.length > 0 ? `/events?${new URLSearchParams(given as [string, string][])}` : '/events';
}
