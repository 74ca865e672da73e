/** The filter of requests in the address of the page. */
import type { ChangeRequest, RequestFilter } from '../../queries/api-types.ts';
import { REQUEST_KINDS } from '../../texts/governance/requests.ts';

export const REQUEST_STATES: readonly ChangeRequest['state'][] = [
  ...(['open', 'approved', 'applied', 'rejected', 'withdrawn', 'expired', 'failed'] as const),
];
export const KINDS = Object.keys(REQUEST_KINDS) as ChangeRequest['kind'][];

/** Unknown values are left out. */
export function readRequestFilter(search: URLSearchParams): RequestFilter {
  const state = REQUEST_STATES.find((name) => name === search.get('state'));
  const kind = KINDS.find((name) => name === search.get('kind'));
  const before = search.get('before');
  return { ...(state && { state }), ...(kind && { kind }), ...(before && { before }) };
}

/** The address of the list with this filter. */
export function writeRequestFilter(filter: RequestFilter): string {
  const given = Object.entries(filter).filter(([, value]) => value);
  return given.length > 0 ? `/requests?${new URLSearchParams(given as [string, string][])}` : '/requests';
}
