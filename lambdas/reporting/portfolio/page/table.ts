/** Tables of the report: a caption that says what is in them, headings, and figures to the right. */
import { html, type Markup, type MarkupValue } from './markup.ts';

export interface TableColumn<Row> {
  head: string;
  cell: (row: Row) => MarkupValue;
  /** Names stand to the left, figures to the right. */
  isText?: boolean;
}

/** A table, or a sentence where there are no rows. */
export function renderTable<Row>(
  caption: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  { none = 'Nothing to show yet.', foot }: { none?: string; foot?: readonly MarkupValue[] } = {},
): Markup {
  if (rows.length === 0) return html`<p class="none">${caption}: ${none}</p>`;
  const side = ({ isText }: TableColumn<Row>) => (isText ? html` class="text"` : '');
  return html`<table><caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${side(column)}>${column.head}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>${columns.map((column) => html`<td${side(column)}>${column.cell(row)}</td>`)}</tr>
`,
  )}</tbody>${foot ? html`<tfoot><tr>${columns.map((column, i) => html`<td${side(column)}>${foot[i]}</td>`)}</tr></tfoot>` : ''}</table>`;
}
