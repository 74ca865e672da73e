/** Renders the report's tables: caption, headings, text to the left and figures to the right. */
import { html, type Markup, type MarkupValue } from './markup.ts';

export interface TableColumn<Row> {
  head: string;
  cell: (row: Row) => MarkupValue;
  /** Text is aligned to the left, figures to the right. */
  isText?: boolean;
}

/** Renders a table, or a sentence where there are no rows. */
export function renderTable<Row>(
  caption: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  { none = 'Nothing to show yet.', foot }: { none?: string; foot?: readonly MarkupValue[] } = {},
): Markup {
  if (rows.length === 0) return html`<p class="none">${caption}: ${none}</p>`;
  const renderClass = ({ isText }: TableColumn<Row>) => (isText ? html` class="text"` : '');
  return html`<table><caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${renderClass(column)}>${column.head}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>${columns.map((column) => html`<td${renderClass(column)}>${column.cell(row)}</td>`)}</tr>
`,
  )}</tbody>${foot ? html`<tfoot><tr>${columns.map((column, i) => html`<td${renderClass(column)}>${foot[i]}</td>`)}</tr></tfoot>` : ''}</table>`;
}
