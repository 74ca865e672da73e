/** Formats numbers and prints tables on the terminal; open it for how figures look in commands. */
import Table from 'cli-table3';

export const formatCount = (value: number): string => value.toLocaleString('en-GB');
export const formatFigure = (value: number | null | undefined, digits = 3): string =>
  value == null ? '–' : value.toFixed(digits);
/** @param share 0 to 1 */
export const formatPercent = (share: number | null | undefined): string =>
  share == null ? '–' : `${(100 * share).toFixed(1)} %`;

/** Cuts a text to a width in characters, with … at its end. */
export const shortenCell = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text;

/**
 * Prints a table; grey only where standard output is a terminal.
 * @param leftColumns number of columns, from the left, that are aligned left; the others are aligned right
 */
export function printTable(head: string[], rows: string[][], leftColumns = 1): void {
  const grey = process.stdout.isTTY ? ['grey'] : [];
  const table = new Table({
    head,
    colAligns: head.map((_, i) => (i < leftColumns ? 'left' : 'right')),
    style: { head: grey, border: grey, compact: true },
  });
  table.push(...rows);
  console.log(table.toString().replace(/^/gm, '  '));
}
