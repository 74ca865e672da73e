/** The table of all pages. Columns can be sorted, and a wide table scrolls sideways without the page. */
import { type ReactNode, useState } from 'react';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned, with digits of equal width. */
  isNumber?: boolean;
  /** Makes the column sortable by this value. */
  sortValue?: (row: Row) => SortValue;
}

interface TableProps<Row> {
  /** For screen readers. */
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

type SortValue = number | string | null;

interface SortOrder {
  column: string;
  isDescending: boolean;
}

export function Table<Row>({ caption, columns, rows, rowKey }: TableProps<Row>) {
  const [order, setOrder] = useState<SortOrder>();
  const sortBy = (column: string) =>
    setOrder({ column, isDescending: order?.column === column ? !order.isDescending : true });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by the arrow keys
    // biome-ignore lint/a11y/useSemanticElements: a section would be a landmark for each table
    <div className="table" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.name} column={column} order={order} sortBy={sortBy} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sortRows(rows, columns, order).map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ name, cell, isNumber }) => (
                <td key={name} className={isNumber ? 'number' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
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
