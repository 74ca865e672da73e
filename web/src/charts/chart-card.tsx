/**
 * A chart as a figure: what it shows in one sentence, the picture, and the same figures as a table. To screen readers the
 * picture is its sentence; the table has the rest.
 */
import type { ReactNode } from 'react';
import { type Column, Table } from '../components/table.tsx';

interface ChartCardProps<Row> {
  title: string;
  /** What can be seen, in a sentence with figures. */
  summary: string;
  rows: readonly Row[];
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  children: ReactNode;
  wide?: boolean;
  tools?: ReactNode;
}

export function ChartCard<Row>({
  title,
  summary,
  rows,
  columns,
  rowKey: keyOf,
  children,
  wide,
  tools,
}: ChartCardProps<Row>) {
  return (
    <figure className={wide ? 'card wide' : 'card'}>
      <figcaption>
        <h2>{title}</h2>
        <p className="summary">{summary}</p>
        {tools}
      </figcaption>
      <div className="picture" role="img" aria-label={`${title}. ${summary}`}>
        {children}
      </div>
      <details className="as-table">
        <summary>As a table</summary>
        <Table caption={title} columns={columns} rows={rows} rowKey={keyOf} />
      </details>
    </figure>
  );
}

/** The names of the series, beside the picture. */
export function ChartLegend({ entries }: { entries: { name: string; colour: string; isDashed?: boolean }[] }) {
  return (
    <ul className="legend" aria-hidden="true">
      {entries.map(({ name, colour, isDashed }) => (
        <li key={name}>
          <span
            className={isDashed ? 'dashed' : ''}
            style={{ background: isDashed ? undefined : colour, borderColor: colour }}
          />
          {name}
        </li>
      ))}
    </ul>
  );
}
