/** Tables: numbers stand right, wide ones scroll by themselves, and a column can be the order. */
import { type ReactNode, useState } from 'react';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ReactNode;
  /** Right-aligned, in tabular figures. */
  isNumber?: boolean;
  /** Makes the column sortable by this value. */
  sortValue?: (row: Row) => number | string | null;
}

interface TableProps<Row> {
  /** Said by screen readers; seen where `isCaptionShown`. */
  caption: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

export function Table<Row>({ caption, columns, rows, rowKey: keyOf }: TableProps<Row>) {
  const [order, setOrder] = useState<{ name: string; isDown: boolean }>();
  const by = columns.find(({ name }) => name === order?.name)?.sortValue;
  const shown = by ? rows.toSorted((a, b) => (order?.isDown ? -1 : 1) * compare(by(a), by(b))) : rows;
  const sort = (name: string) => setOrder({ name, isDown: order?.name === name ? !order.isDown : true });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by the arrow keys
    // biome-ignore lint/a11y/useSemanticElements: a section would be a landmark for each table
    <div className="table" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, isNumber, sortValue: sortable }) => (
              <th
                key={name}
                scope="col"
                className={isNumber ? 'number' : undefined}
                aria-sort={order?.name === name ? (order.isDown ? 'descending' : 'ascending') : undefined}
              >
                {sortable ? (
                  <button type="button" onClick={() => sort(name)}>
                    {name}
                    <span aria-hidden="true">{order?.name === name ? (order.isDown ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                ) : (
                  name
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)}>
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

function compare(a: number | string | null, b: number | string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}

/** Names and values below each other. */
export function DefinitionList({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
