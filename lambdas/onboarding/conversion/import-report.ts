/** Renders the report of an import that a person keeps: a page without scripts, and the refused rows for a spreadsheet. */
import { stringify } from 'csv-stringify/sync';
import { escapeFormula } from '../../shared/csv/escape-formula.ts';
import { html, type Markup } from '../../shared/page/markup.ts';
import { formatCount, formatCountOf } from '../../shared/page/number-format.ts';
import { STYLE } from '../../shared/page/style.ts';
import { renderTable } from '../../shared/page/table.ts';
import type { ImportReport, RefusedRow } from '../contract/import-report.ts';
import { describeUse } from './report/describe-use.ts';
import { describeFormat } from './values/describe-format.ts';

/** Refused rows on the page; the CSV file has more. */
const MAX_ROWS_ON_PAGE = 500;

/** One HTML file without external resources, to be printed on A4. */
export function formatImportReport(report: ImportReport): string {
  const { mapping, deliveries } = report;
  const days = [...new Set(deliveries.map(({ as_of }) => as_of))];
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>Import ${mapping} ${days.join(', ')}</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>Import by mapping ${mapping}</h1>
<p>Deliveries of ${days.join(' and ')}. The run of each day is on the page Runs of the dashboard, and in
<code>npm run quality</code> of a local cloud.</p></header>
<main>
${renderAttention(report)}
${renderTiles(report)}
${renderFiles(report)}
${renderUnknownValues(report)}
${renderRefusedRows(report)}
${renderColumns(report)}
</main>
</body>
</html>
`;
  return document.text;
}

/** The refused rows as CSV. A text that a spreadsheet would run as a formula is escaped. */
export function formatRefusedRows({ refused }: ImportReport): string {
  return stringify(
    refused.map((row) => ({ ...row, column: row.column ?? '' })),
    {
      header: true,
      columns: ['file', 'line', 'column', 'reason'],
      quoted_match: /\r/,
      cast: { string: escapeFormula },
    },
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function renderAttention({ refused_rows, unknown_values, deliveries }: ImportReport): Markup {
  const unknown = sum(unknown_values.map(({ values }) => values));
  const [firstDay] = deliveries;
  const deltas = deliveries.filter(({ as_of, mode }) => as_of === firstDay?.as_of && mode === 'delta');
  const points = [
    refused_rows > 0 ? `${formatCountOf(refused_rows, 'row')} of the files became no row of a delivery.` : '',
    unknown > 0 ? `${formatCountOf(unknown, 'value')} could not be used and became unknown.` : '',
    refused_rows > 0 && deltas.length > 0
      ? `${deltas.map(({ table }) => table).join(', ')}: delivered as a delta, so that no earlier version of a rejected row is soft-deleted.`
      : '',
  ].filter((point) => point !== '');
  if (points.length === 0) {
    return html`<section class="attention good"><h2>What needs attention</h2><p>Nothing: every row and every value was delivered.</p></section>`;
  }
  return html`<section class="attention"><h2>What needs attention</h2><ul>${points.map(
    (point) => html`<li>${point}</li>`,
  )}</ul></section>`;
}

function renderTiles({ files, deliveries, refused_rows, outcomes }: ImportReport): Markup {
  const { good, bad, open, withheld } = outcomes;
  const known = good + bad;
  const tiles = [
    ['Rows read', sum(files.map(({ rows_in }) => rows_in)), ''],
    ['Rows delivered', sum(deliveries.map(({ rows }) => rows)), 'of all tables and days'],
    ['Rows rejected', refused_rows, ''],
    ['Defaults', bad, known > 0 ? `${((100 * bad) / known).toFixed(1)} % of ${formatCount(known)} known` : ''],
    ['Open applications', open, 'outcome not known yet'],
    ...(withheld > 0 ? [['Withheld outcomes', withheld, 'delivered on the second day'] as const] : []),
  ] as const;
  return html`<section class="tiles" aria-label="Key figures">${tiles.map(
    ([name, figure, note]) =>
      html`<div class="tile"><div class="name">${name}</div><div class="figure">${formatCount(figure)}</div><div class="note">${note}</div></div>`,
  )}</section>`;
}

function renderFiles({ files, deliveries }: ImportReport): Markup {
  return html`<section><h2>Files and deliveries</h2>
${renderTable<ImportReport['files'][number]>(
  'Files that were read',
  [
    { head: 'File', cell: ({ name }) => name, isText: true },
    { head: 'Bytes', cell: ({ bytes }) => formatCount(bytes) },
    { head: 'Rows', cell: ({ rows_in }) => formatCount(rows_in) },
    { head: 'SHA-256', cell: ({ sha256 }) => html`<code>${sha256.slice(0, 16)}…</code>`, isText: true },
  ],
  files,
)}
${renderTable<ImportReport['deliveries'][number]>(
  'What was delivered',
  [
    { head: 'As-of date', cell: ({ as_of }) => as_of, isText: true },
    { head: 'Table', cell: ({ table }) => table, isText: true },
    { head: 'Mode', cell: ({ mode }) => mode, isText: true },
    { head: 'Rows', cell: ({ rows }) => formatCount(rows) },
  ],
  deliveries,
)}</section>`;
}

function renderUnknownValues({ unknown_values }: ImportReport): Markup {
  return html`<section class="long"><h2>Values that became unknown</h2>
${renderTable<ImportReport['unknown_values'][number]>(
  'By column and reason',
  [
    { head: 'Column', cell: ({ column }) => column, isText: true },
    { head: 'Reason', cell: ({ reason }) => reason, isText: true },
    { head: 'Values', cell: ({ values }) => formatCount(values) },
    { head: 'First lines', cell: ({ first_lines }) => first_lines.join(', '), isText: true },
  ],
  unknown_values,
  { none: 'every known value was delivered.' },
)}</section>`;
}

function renderRefusedRows({ refused, refused_rows }: ImportReport): Markup {
  const shown = refused.slice(0, MAX_ROWS_ON_PAGE);
  const caption =
    refused_rows > shown.length
      ? `The first ${formatCount(shown.length)} of ${formatCount(refused_rows)}`
      : 'By file and line';
  return html`<section class="long"><h2>Rejected rows</h2>
${renderTable<RefusedRow>(
  caption,
  [
    { head: 'File', cell: ({ file }) => file, isText: true },
    { head: 'Line', cell: ({ line }) => String(line) },
    { head: 'Column', cell: ({ column }) => column, isText: true },
    { head: 'Reason', cell: ({ reason }) => reason, isText: true },
  ],
  shown,
  { none: 'every row was delivered.' },
)}
<p class="note">No value of a row is shown, because it may be personal: look it up in the file by its line.</p></section>`;
}

function renderColumns({ columns }: ImportReport): Markup {
  return html`<section class="long"><h2>What each column becomes</h2>
${renderTable<ImportReport['columns'][number]>(
  'As the mapping said on the day of the import',
  [
    { head: 'Source', cell: ({ source }) => source, isText: true },
    { head: 'Column', cell: ({ column }) => column, isText: true },
    { head: 'Becomes', cell: ({ use, format }) => describeUse(use, format), isText: true },
    { head: 'Read as', cell: ({ format }) => describeFormat(format), isText: true },
    { head: 'Decided by', cell: ({ decided_by }) => decided_by, isText: true },
    { head: 'Confidence', cell: ({ confidence }) => `${Math.round(100 * confidence)} %` },
  ],
  columns,
)}</section>`;
}
