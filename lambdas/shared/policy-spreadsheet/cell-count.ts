/**
 * Counts the cells that a workbook takes in memory. The library that reads it fills every row and column up to the farthest
 * cell, in each sheet of the workbook, so that one cell at XFD1048576 would take all memory.
 */

const TAG_START = /<(?:[\w.-]+:)?(?:row|c)(?=[\s/>])/g;
/** A tag of a row or a cell; a value in quotes may have any character but `<`. */
const TAG = /<(?:[\w.-]+:)?(?:row|c)(?=[\s/>])(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/g;
const ADDRESS = /\sr\s*=\s*(?:"([^"]*)"|'([^']*)'|)/g;
/** Of a row its number alone. */
const NEAR = /^([A-Z]{0,3})(\d{1,7})$/;
/** What an empty row takes. */
const ROW_CELLS = 8;
const SHEET = /<(?:[\w.-]+:)?sheet(?=[\s/>])/g;

/**
 * An upper bound, because several sheets can name one file.
 * @param parts the files of the workbook, as XML in UTF-8
 * @returns Infinity where an address or a tag is none
 */
export function countCells(parts: readonly Uint8Array[]): number {
  const texts = parts.map((part) => Buffer.from(part).toString('utf8'));
  const sheets = texts.reduce((count, text) => count + (text.match(SHEET)?.length ?? 0), 0);
  return sheets * Math.max(...texts.map(measureArea));
}

function measureArea(text: string): number {
  const tags = text.match(TAG) ?? [];
  if (tags.length !== (text.match(TAG_START)?.length ?? 0)) return Infinity;
  let [rows, columns] = [0, 0];
  for (const tag of tags) {
    for (const [, quoted, other] of tag.matchAll(ADDRESS)) {
      const [, letters, row] = NEAR.exec(quoted ?? other ?? '') ?? [];
      if (letters === undefined) return Infinity;
      rows = Math.max(rows, Number(row));
      columns = Math.max(
        columns,
        [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0),
      );
    }
  }
  return rows * (columns + ROW_CELLS);
}
