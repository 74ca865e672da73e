/** Tables on the terminal: names to the left, figures to the right; grey only where a terminal can show it. */
import Table from 'cli-table3';

export const formatCount = (value: number): string => value.toLocaleString('en-GB');
export const formatFigure = (value: number | null | undefined, digits = 3): string =>
  value == null ? '–' : value.toFixed(digits);
/** A share, 0 to 1, as per cent. */
export const formatPercent = (value: number | null | undefined): string =>
  value == null ? '–' : `${(100 * value).toFixed(1)} %`;

/** @param names how many columns, from the left, hold names */
export function printTable(head: string[], rows: string[][], names = 1): void {
  const grey = process.stdout.isTTY ? ['grey'] : [];
  const grid = new Table({
    head,
    colAligns: head.map((_, i) => (i < names ? 'left' : 'right')),
    style: { head: grey, border: grey, compact: true },
  });
  grid.push(...rows);
  console.log(grid.toString().replace(/^/gm, '  '));
}
