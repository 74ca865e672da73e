/** Which filters each page takes, and how they go along from page to page in the address. */
import type { Decision } from '../../queries/api-types.ts';

/** The filters of the portfolio's figures, as addresses and the API name them. Months are `YYYY-MM`. */
export interface Filter {
  /** First and last month of the scores' as-of dates, both inclusive. */
  from?: string;
  to?: string;
  model_version?: string;
  /** One segment of any dimension, `dimension:segment`. */
  within?: string;
  decision?: Decision;
  band?: string;
}

const FILTER_NAMES = ['from', 'to', 'model_version', 'within', 'decision', 'band'] as const;

/** What a filter bar offers: a period has two names. */
export type FilterField = 'period' | Exclude<keyof Filter, 'from' | 'to'>;

export const PORTFOLIO_FIELDS: readonly FilterField[] = ['period', 'model_version', 'within', 'decision', 'band'];

/** Paths of the pages that take filters. */
const PAGE_FIELDS: Record<string, readonly FilterField[]> = {
  ...{ '/': PORTFOLIO_FIELDS, '/distribution': PORTFOLIO_FIELDS, '/score-bands': PORTFOLIO_FIELDS },
  ...{ '/segments': PORTFOLIO_FIELDS, '/trends': PORTFOLIO_FIELDS, '/applications': PORTFOLIO_FIELDS },
  '/performance': ['model_version'],
};

export function readFilter(search: URLSearchParams, fields: readonly FilterField[] = PORTFOLIO_FIELDS): Filter {
  const names = listNames(fields);
  const given = FILTER_NAMES.filter((name) => names.includes(name) && search.get(name));
  return Object.fromEntries(given.map((name) => [name, search.get(name) ?? undefined]));
}

/** The address of a page with those filters of another page's address that it takes. */
export function carryFilter(path: string, search: URLSearchParams): string {
  const carried = new URLSearchParams({ ...readFilter(search, PAGE_FIELDS[path] ?? []) }).toString();
  return carried ? `${path}?${carried}` : path;
}

/** The address of a page with a filter and further parameters of its own. Undefined values are left out. */
export function buildAddress(path: string, parameters: Record<string, string | undefined>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length > 0 ? `${path}?${new URLSearchParams(given)}` : path;
}

export function listNames(fields: readonly FilterField[]): readonly (keyof Filter)[] {
  return fields.flatMap((field): (keyof Filter)[] => (field === 'period' ? ['from', 'to'] : [field]));
}
