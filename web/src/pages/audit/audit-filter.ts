/** The filter of audit events in the address of the page. */
import type { AuditFilter } from '../../queries/api-types.ts';

const NAMES = ['action', 'actor', 'subject', 'from', 'to', 'before'] as const;

export function readAuditFilter(search: URLSearchParams): AuditFilter {
  return Object.fromEntries(NAMES.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])));
}

/** The address of the list with this filter. Empty values are left out. */
export function writeAuditFilter(filter: AuditFilter): string {
  const given = NAMES.flatMap((name) => (filter[name] ? [[name, filter[name]]] : []));
  return given.length > 0 ? `/audit?${new URLSearchParams(given as [string, string][])}` : '/audit';
}
