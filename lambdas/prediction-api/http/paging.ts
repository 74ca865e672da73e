/** Lists are read one row longer than asked for: the row too many tells that they go on. */

/** The rows of a page, and the key where the next one begins; null at the end. */
export function toPage<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
): { items: Row[]; next_before: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next_before: last !== undefined && rows.length > limit ? keyOf(last) : null };
}
