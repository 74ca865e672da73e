/** The filter in the address of the page. Other parameters of the address stay as they are. */
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type Filter, type FilterField, listNames, PORTFOLIO_FIELDS, readFilter } from './page-filters.ts';

interface FilterState {
  filter: Filter;
  isFiltered: boolean;
  /** Replaces values of the filter; an empty value removes one. */
  change: (values: Filter) => void;
  clear: () => void;
}

/** @param fields those that the page takes */
export function useFilter(fields: readonly FilterField[] = PORTFOLIO_FIELDS): FilterState {
  const [search, setSearch] = useSearchParams();
  const filter = useMemo(() => readFilter(search, fields), [search, fields]);
  const change = (values: Filter) =>
    setSearch((current) => {
      const next = new URLSearchParams(current);
      for (const [name, value] of Object.entries(values)) value ? next.set(name, value) : next.delete(name);
      return next;
    });
  const clear = () => change(Object.fromEntries(listNames(fields).map((name) => [name, ''])));
  return { filter, isFiltered: Object.keys(filter).length > 0, change, clear };
}
