/**
 * Writes a table as CSV (RFC 4180). The functions that escape are those of lambdas/shared/csv, which the dashboard cannot
 * import; a unit test holds them equal.
 */

/** A number of RFC 4180 files: 5, -0.5, +.5, 5. or 1e-3. */
const DECIMAL_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
/** A spreadsheet runs a cell as a formula by its first character; many countries also split lines at semicolons. */
const FORMULA_START = /(^|;\s*)(?=[=+\-@\t\r＝＋－＠])/g;
const NEEDS_QUOTES = /[",\r\n]/;

export type CsvValue = string | number | null;

function escapeFormula(text: string): string {
  return DECIMAL_NUMBER.test(text) ? text : text.replace(FORMULA_START, "$1'");
}

/** A line with its line break. Null becomes an empty field. */
export function formatCsvLine(values: readonly CsvValue[]): string {
  return `${values.map(formatField).join(',')}\n`;
}

function formatField(value: CsvValue): string {
  if (typeof value !== 'string') return String(value ?? '');
  const text = escapeFormula(value);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
