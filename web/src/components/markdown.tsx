/**
 * Markdown as elements, made from its tokens: no HTML text is ever parsed, so nothing that a lender names can run. HTML
 * inside is shown as the text it is, pictures by their words, links only to the web.
 */
import { lexer, type Token, type Tokens } from 'marked';
import { createElement, type ElementType, Fragment, type ReactNode } from 'react';

export function Markdown({ text }: { text: string }) {
  return <>{all(lexer(text))}</>;
}

/** Handed over one by one, they need no keys: a text is rendered once and never changes. */
const all = (tokens: Token[] = []): ReactNode => elements(Fragment, tokens.map(one));
const elements = (parent: ElementType, children: ReactNode[]): ReactNode => createElement(parent, null, ...children);
const inside = (token: Token): ReactNode => ('tokens' in token && token.tokens ? all(token.tokens) : textOf(token));

function one(token: Token): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      // The page's own title is above them all.
      return token.depth <= 2 ? <h2>{inside(token)}</h2> : <h3>{inside(token)}</h3>;
    case 'paragraph':
      return <p>{inside(token)}</p>;
    case 'strong':
      return <strong>{inside(token)}</strong>;
    case 'em':
      return <em>{inside(token)}</em>;
    case 'del':
      return <del>{inside(token)}</del>;
    case 'codespan':
      return <code>{textOf(token)}</code>;
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by the arrow keys
        <pre tabIndex={0}>
          <code>{textOf(token)}</code>
        </pre>
      );
    case 'blockquote':
      return <blockquote>{inside(token)}</blockquote>;
    case 'hr':
      return <hr />;
    case 'br':
      return <br />;
    case 'list':
      return list(token as Tokens.List);
    case 'table':
      return table(token as Tokens.Table);
    case 'link':
      return link(token as Tokens.Link);
    case 'image':
      return <em>{textOf(token)}</em>;
    default:
      return inside(token);
  }
}

function list({ ordered, items }: Tokens.List): ReactNode {
  const entries = items.map((item) => elements('li', [all(item.tokens)]));
  return elements(ordered ? 'ol' : 'ul', entries);
}

function table({ header, rows }: Tokens.Table): ReactNode {
  const alignment = (cell: Tokens.TableCell) => (cell.align === 'right' ? 'number' : undefined);
  const head = header.map((cell) =>
    // The corner above names of rows is empty, and heads nothing.
    createElement(cell.text ? 'th' : 'td', { className: alignment(cell) }, all(cell.tokens)),
  );
  const body = rows.map((row) =>
    elements(
      'tr',
      row.map((cell) => createElement('td', { className: alignment(cell) }, all(cell.tokens))),
    ),
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would be a landmark for each table
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by the arrow keys
    <div className="table" role="group" aria-label={header.map(({ text }) => text).join(', ')} tabIndex={0}>
      <table>
        <thead>{elements('tr', head)}</thead>
        {elements('tbody', body)}
      </table>
    </div>
  );
}

function link(token: Tokens.Link): ReactNode {
  if (!/^https?:\/\//.test(token.href)) return <span>{inside(token)}</span>;
  return (
    <a href={token.href} rel="noreferrer">
      {inside(token)}
    </a>
  );
}

/** Marked escapes for HTML, which React does again. */
function textOf(token: Token): string {
  const text = 'text' in token ? String(token.text) : token.raw;
  const named: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => named[entity] ?? entity);
}
