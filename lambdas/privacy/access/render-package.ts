/** The package of an access request as a page to read: one table for each place, every value escaped. */
import { html, type Markup, type MarkupValue } from '../../shared/page/markup.ts';
import { formatCount, formatCountOf } from '../../shared/page/number-format.ts';
import { STYLE } from '../../shared/page/style.ts';
import type { AccessPackage } from './gather-package.ts';

type Row = Record<string, unknown>;

export function renderPackage(pack: AccessPackage): string {
  const { customer_id, gathered_at, personal_data, tables, files, unread_files, models, elsewhere } = pack;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What is stored about customer ${customer_id}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>What is stored about customer ${customer_id}</h1>
<p>Gathered on ${gathered_at.slice(0, 10)}. The file package.json has the same contents for machines.</p>
${renderSection('Personal data', 'Stored sealed, and opened for this page', personal_data)}
${tables.map(({ table, holds, rows }) => renderSection(table, holds, rows))}
<h2>Files</h2>
<p>${formatCountOf(files.length, 'file')} with something of the person. ${formatCount(unread_files)} cannot be read.</p>
${files.map(({ place, key, holds, stored_at, expires, rows, text }) =>
  renderSection(
    `${place} ${key.slice(key.lastIndexOf('/') + 1)}`,
    `${holds}; stored on ${stored_at.slice(0, 10)}, deleted ${expires.replaceAll('`', '')}`,
    text === undefined ? (rows ?? []) : [{ text }],
  ),
)}
${renderSection('Models', 'Models whose training knew an outcome of the person', models)}
${renderSection('Elsewhere', 'What other places hold, and until when', elsewhere as unknown as Row[])}
</main>
</body>
</html>
`.text;
}

function renderSection(title: string, holds: string, rows: readonly Row[]): Markup {
  return html`<section>
<h2>${title}</h2>
<p>${holds}. ${formatCountOf(rows.length, 'entry', 'entries')}.</p>
${rows.map(renderRow)}
</section>
`;
}

/** Each entry as a list of names and values: a table of sixty columns is read by nobody. */
const renderRow = (row: Row): Markup => html`<table>
<tbody>
${Object.entries(row).map(
  ([name, value]) => html`<tr><th scope="row" class="text">${name}</th><td class="text">${formatValue(value)}</td></tr>
`,
)}</tbody>
</table>
`;

function formatValue(value: unknown): MarkupValue {
  if (value === null || value === undefined) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
