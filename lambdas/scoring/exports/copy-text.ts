/**
 * PostgreSQL's text format of COPY, in which rows leave and enter the database: a line a row, tabs between cells. It
 * tells null (`\N`) from an empty text, writes a double in the fewest digits that give the same bits, and leaves the
 * quotes of a JSON value alone, which makes it several times quicker than CSV.
 */

const NULL = '\\N';
const UNESCAPED: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const ESCAPED: Record<string, string> = Object.fromEntries(Object.entries(UNESCAPED).map(([k, v]) => [v, `\\${k}`]));

/** The text of a cell, or null. */
export function decodeCell(cell: string): string | null {
  if (cell === NULL) return null;
  return cell.includes('\\') ? cell.replace(/\\(.)/g, (_, letter: string) => UNESCAPED[letter] ?? letter) : cell;
}

/** One line, with its end. */
export function encodeLine(values: readonly (string | number | null)[]): string {
  return `${values.map(encodeCell).join('\t')}\n`;
}

function encodeCell(value: string | number | null): string {
  if (value === null) return NULL;
  if (typeof value === 'number') return String(value);
  return value.replace(/[\\\b\f\n\r\t\v]/g, (letter) => ESCAPED[letter] ?? '\\\\');
}
