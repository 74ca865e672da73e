/** Prints tables on the terminal. */
import Table from 'cli-table3';

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
