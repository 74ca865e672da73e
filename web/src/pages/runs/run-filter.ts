/** The filter of the list of runs, as the address of the page has it. */
import { buildAddress } from '../../components/filters/page-filters.ts';
import type { RunFilter, RunSummary } from '../../queries/api-types.ts';

/** In the order in which the choice lists them. */
export const RUN_STATES: readonly RunSummary['state'][] = [
  ...(['running', 'published', 'refused', 'gate_failed', 'failed', 'abandoned'] as const),
];

const KEYS = ['state', 'from', 'to', 'before'] as const;

/** A value that the API does not know stays, so that the page says what is wrong with the address. */
export function readRunFilter(search: URLSearchParams): RunFilter {
  return Object.fromEntries(KEYS.flatMap((key) => (search.get(key) ? [[key, search.get(key)]] : [])));
}

/** The path of the list with a filter. */
export const writeRunFilter = (filter: RunFilter): string => buildAddress('/runs', { ...filter });
