/** Writes CSV (RFC 4180): quotes fields and formats lines. */

const NEEDS_QUOTES = /[",\r\n]/;

/** A text as a CSV field. An empty one stays unquoted, so that PostgreSQL reads it as null. */
export function quoteField(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line with its line break. Null becomes an empty field. */
export function formatLine(values: readonly (string | number | null)[]): string {
  const fields = values.map((value) => (typeof value === 'string' ? quoteField(value) : String(value ?? '')));
  return `${fields.join(',')}\n`;
}
