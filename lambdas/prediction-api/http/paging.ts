/**
 * Cuts query results into pages. Queries read one row more than a page has; that row shows whether the list continues.
 */

/** The rows of one page, and the key after which the next page begins; null at the end of the list. */
export function toPage<Row>(
  rows: readonly Row[],
  limit: number,
  getKey: (row: Row) => string,
): { items: Row[]; next_before: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next_before: last !== undefined && rows.length > limit ? getKey(last) : null };
}
