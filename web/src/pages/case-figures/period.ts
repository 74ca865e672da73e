/** The days between which cases were decided, as the address of the page has them. */

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export interface Period {
  from?: string;
  to?: string;
}

/** What is no day is left out. */
export function readPeriod(search: URLSearchParams): Period {
  const days = (['from', 'to'] as const).flatMap((name) => {
    const day = search.get(name) ?? '';
    return DAY.test(day) ? [[name, day]] : [];
  });
  return Object.fromEntries(days);
}
