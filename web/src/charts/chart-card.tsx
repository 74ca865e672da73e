/**
 * A card with a chart, its summary in a sentence and its figures as a table. Screen readers read the summary in place of
 * the chart.
 */
import type { ReactNode } from 'react';
import { type Column, Table } from '../components/table.tsx';

interface ChartCardProps<Row> {
  title: string;
  /** What the chart shows, in a sentence with figures. */
  summary: string;
  /** Of the table. */
  rows: readonly Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  /** The chart. */
  children: ReactNode;
  isWide?: boolean;
}

export function ChartCard<Row>({ title, summary, rows, columns, rowKey, children, isWide }: ChartCardProps<Row>) {
  return (
    <figure className={isWide ? 'card wide' : 'card'}>
      <figcaption>
        <h2>{title}</h2>
        <p className="summary">{summary}</p>
      </figcaption>
      <div className="picture" role="img" aria-label={`${title}. ${summary}`}>
        {children}
      </div>
      <details className="as-table">
        <summary>As a table</summary>
        <Table caption={title} columns={columns} rows={rows} rowKey={rowKey} />
      </details>
    </figure>
  );
}
