/** Reads a shown table as CSV, with the address and the time of its figures in the last two columns. */
import { sharedTexts } from '../texts/shared.ts';
import { type CsvValue, formatCsvLine } from './csv.ts';
import { describeOrigin, type PageOrigin } from './page-origin.tsx';

interface ExportedColumn<Row> {
  name: string;
  isNumber?: boolean;
  value?: (row: Row) => CsvValue;
  sortValue?: (row: Row) => CsvValue;
}

const MINUS = '−';
const SHOWN_NUMBER = /^[−-]?[\d,]+(\.\d+)?$/;

/**
 * Builds the CSV of a table. A column without values of its own is read from the cells.
 * @param rows in the order of the table's rows
 */
export function buildTableCsv<Row>(
  table: HTMLTableElement,
  columns: readonly ExportedColumn<Row>[],
  rows: readonly Row[],
  origin: PageOrigin,
): string {
  const { address, time } = describeOrigin(origin);
  const header = [...columns.map(({ name }) => name), sharedTexts.exports.address, sharedTexts.exports.figuresAt];
  const cells = Array.from(table.tBodies[0]?.rows ?? [], (row) => Array.from(row.cells));
  const lines = rows.map((row, index) => {
    const values = columns.map(({ value, sortValue, isNumber }, position) => {
      const read = value ?? sortValue;
      return read ? read(row) : readShownValue(cells[index]?.[position], isNumber);
    });
    return formatCsvLine([...values, address, time]);
  });
  return [formatCsvLine(header), ...lines].join('');
}

/** A number without its thousands separators; another text as it is. */
function readShownValue(cell: Element | undefined, isNumber = false): CsvValue {
  const text = cell?.textContent?.replaceAll('\u00a0', ' ').trim() ?? '';
  return isNumber && SHOWN_NUMBER.test(text) ? Number(text.replaceAll(',', '').replace(MINUS, '-')) : text;
}
