/**
 * Renders a model card's Markdown as React elements. Nothing in it can run, load or lead elsewhere: HTML stays text, and
 * images and links become their texts. A lender's names are in a card, and our cards have no links of their own.
 */
import { lexer, type Token, type Tokens } from 'marked';
import { createElement, type ElementType, Fragment, type ReactNode, useRef } from 'react';
import { useIsCut } from '../../components/tables/use-is-cut.ts';
import { sharedTexts } from '../../texts/shared.ts';

export function Markdown({ text }: { text: string }) {
  return <>{renderTokens(lexer(text))}</>;
}

function renderTokens(tokens: Token[] = []): ReactNode {
  return createWithChildren(Fragment, tokens.map(renderToken));
}

/** Children as separate arguments need no keys. They never change, so React has nothing to match. */
function createWithChildren(parent: ElementType, children: ReactNode[]): ReactNode {
  return createElement(parent, null, ...children);
}

function renderContent(token: Token): ReactNode {
  return 'tokens' in token && token.tokens ? renderTokens(token.tokens) : getText(token);
}

/** Tokens that contain only other tokens or text, and the element for each. */
const SIMPLE_ELEMENTS: Record<string, ElementType> = {
  paragraph: 'p',
  strong: 'strong',
  em: 'em',
  del: 'del',
  blockquote: 'blockquote',
};

function renderToken(token: Token): ReactNode {
  const simpleElement = SIMPLE_ELEMENTS[token.type];
  if (simpleElement) return createWithChildren(simpleElement, [renderContent(token)]);
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      return createWithChildren(token.depth <= 2 ? 'h2' : 'h3', [renderContent(token)]); // h1 is the page's title
    case 'codespan':
      return <code>{getText(token)}</code>;
    case 'code':
      return renderCodeBlock(token);
    case 'hr':
      return <hr />;
    case 'br':
      return <br />;
    case 'list':
      return renderList(token as Tokens.List);
    case 'table':
      return renderTable(token as Tokens.Table);
    case 'image':
      return <em>{getText(token)}</em>;
    default:
      return renderContent(token);
  }
}

function renderCodeBlock(token: Token): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by the arrow keys
    <pre tabIndex={0}>
      <code>{getText(token)}</code>
    </pre>
  );
}

function renderList({ ordered, items }: Tokens.List): ReactNode {
  const entries = items.map((item) => createWithChildren('li', [renderTokens(item.tokens)]));
  return createWithChildren(ordered ? 'ol' : 'ul', entries);
}

function renderTable({ header, rows }: Tokens.Table): ReactNode {
  // An empty header cell, as over the names of rows, is no heading.
  const head = header.map((cell) => renderCell(cell.text ? 'th' : 'td', cell));
  const body = rows.map((row) =>
    createWithChildren(
      'tr',
      row.map((cell) => renderCell('td', cell)),
    ),
  );
  return (
    <ScrollingTable name={header.map(({ text }) => text).join(', ')}>
      <thead>{createWithChildren('tr', head)}</thead>
      {createWithChildren('tbody', body)}
    </ScrollingTable>
  );
}

/** A wide table scrolls sideways without the page, and says so. */
function ScrollingTable({ name, children }: { name: string; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const isCut = useIsCut(frame);
  return (
    <div className="table-box">
      {/* biome-ignore lint/a11y/useSemanticElements: a section would be a landmark for each table */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled by the arrow keys */}
      <div ref={frame} className={isCut ? 'table cut' : 'table'} role="group" aria-label={name} tabIndex={0}>
        <table>{children}</table>
      </div>
      {isCut && <p className="scroll-hint">{sharedTexts.scrollHint}</p>}
    </div>
  );
}

function renderCell(element: 'th' | 'td', { align, tokens }: Tokens.TableCell): ReactNode {
  return createElement(element, { className: align === 'right' ? 'number' : undefined }, renderTokens(tokens));
}

/** Marked escapes text for HTML. This undoes it, because React escapes again. */
function getText(token: Token): string {
  const text = 'text' in token ? String(token.text) : token.raw;
  const characters: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => characters[entity] ?? entity);
}
