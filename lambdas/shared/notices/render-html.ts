/** Writes a notice as one HTML file without script: for screen readers, phones and paper. */
import { html, Markup } from '../page/markup.ts';
import type { NoticeBlock, NoticeDocument, NoticeReason } from './notice-document.ts';

const STYLE = new Markup(`
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 40rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { margin: 1.6rem 0 .4rem; font-size: 1.15rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; } li { margin: .3rem 0; } address { font-style: normal; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } h2 { break-after: avoid; } li, dl { break-inside: avoid; } }
@page { margin: 20mm; }
`);

/** Renders the file. Nothing in it loads anything, and no script would run. */
export function renderHtml({ language, title, blocks }: NoticeDocument): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${blocks.map((block) => html`${renderBlock(block, language)}\n`)}</main>
</body>
</html>
`.text;
}

function renderBlock(block: NoticeBlock, language: string): Markup {
  switch (block.block) {
    case 'title':
      return html`<h1>${block.text}</h1>`;
    case 'heading':
      return html`<h2>${block.text}</h2>`;
    case 'paragraph':
      return html`<p>${block.text}</p>`;
    case 'facts':
      return html`<dl>${block.rows.map(({ label, value }) => html`<dt>${label}</dt><dd>${value}</dd>`)}</dl>`;
    case 'reasons':
      return html`<ol>${block.reasons.map((reason) => html`<li>${renderReason(reason, language)}</li>`)}</ol>`;
    case 'lender':
      return html`<address>${block.lines.map((line, i) => html`${i > 0 ? html`<br>` : null}${line}`)}</address>`;
    case 'link':
      return html`<p>${block.url === null ? block.text : html`<a href="${block.url}">${block.text}</a>`}</p>`;
  }
}

/** The stored text keeps its own language for screen readers; its translation stands before it. */
function renderReason({ text, language: ofText, translation }: NoticeReason, language: string): Markup {
  const stored = ofText === language ? html`${text}` : html`<span lang="${ofText}">${text}</span>`;
  return translation === null ? stored : html`${translation} (${stored})`;
}
