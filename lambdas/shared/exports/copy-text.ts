/**
 * Encodes and decodes rows in the text format of PostgreSQL's COPY: one line per row, tabs between cells. It keeps null
 * (`\N`) apart from an empty text, keeps every bit of a double, and is several times faster than CSV for JSON cells.
 */

const NULL = '\\N';
const UNESCAPED: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const ESCAPED: Record<string, string> = Object.fromEntries(Object.entries(UNESCAPED).map(([k, v]) => [v, `\\${k}`]));

/** Decodes a cell; null is SQL's null. */
export function decodeCell(cell: string): string | null {
  if (cell === NULL) return null;
  return cell.includes('\\') ? cell.replace(/\\(.)/g, (_, letter: string) => UNESCAPED[letter] ?? letter) : cell;
}

/** Encodes a row as one line, including its line break. */
export function encodeLine(values: readonly (string | number | null)[]): string {
  return `${values.map(encodeCell).join('\t')}\n`;
}

function encodeCell(value: string | number | null): string {
  if (value === null) return NULL;
  if (typeof value === 'number') return String(value);
  return value.replace(/[\\\b\f\n\r\t\v]/g, (letter) => ESCAPED[letter] ?? '\\\\');
}
