/** The filter of the list in the address of the page. */
import type { PrivacyFilter } from '../../queries/api-types.ts';

export const STATES = ['open', 'running', 'completed', 'refused', 'failed'] as const;
export const KINDS = ['access', 'rectification', 'restriction', 'objection', 'erasure'] as const;

export function readPrivacyFilter(search: URLSearchParams): PrivacyFilter {
  const read = (name: string) => search.get(name) ?? undefined;
  const [state, kind, before] = [read('state'), read('kind'), read('before')];
  return {
    ...(STATES.some((known) => known === state) && { state: state as PrivacyFilter['state'] }),
    ...(KINDS.some((known) => known === kind) && { kind: kind as PrivacyFilter['kind'] }),
    ...(read('overdue') === 'true' && { overdue: 'true' as const }),
    ...(before && { before }),
  };
}

export function writePrivacyFilter(filter: PrivacyFilter): string {
  const entries = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = new URLSearchParams(entries).toString();
  return query ? `/privacy?${query}` : '/privacy';
}
