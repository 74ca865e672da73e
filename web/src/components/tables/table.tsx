/**
 * The table of all pages. Columns can be sorted, its rows can be downloaded, and a wide table scrolls sideways without the
 * page and says so. On a phone a list becomes cards.
 */
import { type ReactNode, useRef, useState } from 'react';
import { downloadFile } from '../../exports/download.ts';
import { buildFileName } from '../../exports/file-name.ts';
import { usePageOrigin } from '../../exports/page-origin.tsx';
import { buildTableCsv } from '../../exports/table-csv.ts';
import { sharedTexts } from '../../texts/shared.ts';
import { ExportButton } from '../export-button.tsx';
import { useIsCut } from './use-is-cut.ts';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned, with digits of equal width. */
  isNumber?: boolean;
  /** Makes the column sortable by this value. */
  sortValue?: (row: Row) => SortValue;
  /** The value in the CSV; default: `sortValue`, else the text of the cell. */
  value?: (row: Row) => SortValue;
}

interface TableProps<Row> {
  /** For screen readers. */
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Each row becomes a card on a phone, for rows that are read one by one. Other tables scroll sideways. */
  isList?: boolean;
}

type SortValue = number | string | null;

interface SortOrder {
  column: string;
  isDescending: boolean;
}

export function Table<Row>({ caption, columns, rows, rowKey, isList = false }: TableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const isCut = useIsCut(frame);
  const origin = usePageOrigin();
  const [order, setOrder] = useState<SortOrder>();
  const sortBy = (column: string) =>
    setOrder({ column, isDescending: order?.column === column ? !order.isDescending : true });
  const shownRows = sortRows(rows, columns, order);
  const downloadCsv = () => {
    if (!table.current) return;
    const csv = buildTableCsv(table.current, columns, shownRows, origin);
    downloadFile(buildFileName(caption, 'csv'), new Blob([csv], { type: 'text/csv' }));
  };
  return (
    <div className={isList ? 'table-box list' : 'table-box'}>
      {/* biome-ignore lint/a11y/useSemanticElements: a section would be a landmark for each table */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by the arrow keys */}
      <div ref={frame} className={isCut ? 'table cut' : 'table'} role="group" aria-label={caption} tabIndex={0}>
        <table ref={table}>
          <caption className="unseen">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <HeaderCell key={column.name} column={column} order={order} sortBy={sortBy} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shownRows.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map(({ name, cell, isNumber }) => (
                  <td key={name} className={isNumber ? 'number' : undefined} data-name={name}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="exports">
        <span className="scroll-hint">{isCut && sharedTexts.scrollHint}</span>
        <ExportButton what={caption} format={sharedTexts.exports.csv} download={downloadCsv} />
      </div>
    </div>
  );
}

interface HeaderCellProps<Row> {
  column: Column<Row>;
  order: SortOrder | undefined;
  sortBy: (column: string) => void;
}

function HeaderCell<Row>({ column: { name, isNumber, sortValue }, order, sortBy }: HeaderCellProps<Row>) {
  const isSorted = order?.column === name;
  return (
    <th
      scope="col"
      className={isNumber ? 'number' : undefined}
      aria-sort={isSorted ? (order.isDescending ? 'descending' : 'ascending') : undefined}
    >
      {sortValue ? (
        <button type="button" onClick={() => sortBy(name)}>
          {name}
          <span aria-hidden="true">{isSorted ? (order.isDescending ? ' ↓' : ' ↑') : ''}</span>
        </button>
      ) : (
        name
      )}
    </th>
  );
}

function sortRows<Row>(rows: readonly Row[], columns: Column<Row>[], order: SortOrder | undefined): readonly Row[] {
  const sortValue = columns.find(({ name }) => name === order?.column)?.sortValue;
  if (!sortValue) return rows;
  const direction = order?.isDescending ? -1 : 1;
  return rows.toSorted((a, b) => direction * compareValues(sortValue(a), sortValue(b)));
}

/** Ascending; null comes first. */
function compareValues(a: SortValue, b: SortValue): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}
