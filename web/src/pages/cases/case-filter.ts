/** The filter of the review queue in the address of the page. */
import { buildAddress } from '../../components/filters/page-filters.ts';
import type { CaseFilter } from '../../queries/api-types.ts';
import { CASE_KINDS, CASE_STATES } from '../../texts/review/queue.ts';

const KINDS = Object.keys(CASE_KINDS) as NonNullable<CaseFilter['kind']>[];
const STATES = ['unfinished', ...Object.keys(CASE_STATES), 'all'] as NonNullable<CaseFilter['state']>[];

/** Unknown values are left out. */
export function readCaseFilter(search: URLSearchParams): CaseFilter {
  const state = STATES.find((name) => name === search.get('state'));
  const kind = KINDS.find((name) => name === search.get('kind'));
  const overdue = (['true', 'false'] as const).find((name) => name === search.get('overdue'));
  const [holder, after] = [search.get('holder'), search.get('after')];
  return {
    ...(state && { state }),
    ...(kind && { kind }),
    ...(overdue && { overdue }),
    ...(holder && { holder }),
    ...(after && { after }),
  };
}

/** The address of the queue with this filter. */
export const writeCaseFilter = (filter: CaseFilter): string => buildAddress('/cases', { ...filter });

/** Whether the filter leaves something out that is not finished. */
export const isCaseFilter = ({ after: _, ...filter }: CaseFilter): boolean => Object.keys(filter).length > 0;
