/**
 * Builds docs/runbook.md into the page /runbook.html of the dashboard, for the links of alarms, mails and chat. It needs no
 * script and no sign-in.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marked, type Tokens } from 'marked';
import type { Plugin } from 'vite';

const RUNBOOK = join(import.meta.dirname, '../docs/runbook.md');

const STYLE = `:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 52rem; padding: 1.5rem; font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
h2, h3 { scroll-margin-top: 1rem; }
:target { outline: 2px solid; outline-offset: 0.3rem; }
pre { overflow-x: auto; padding: 0.75rem; border: 1px solid; }
table { display: block; overflow-x: auto; border-collapse: collapse; }
th, td { padding: 0.3rem 0.6rem; border: 1px solid; text-align: left; vertical-align: top; }
`;

/** Converts a heading into its anchor, as GitHub does. */
export const toAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

/** Renders Markdown of this repository as a page. Links to other documents become text, because it stands alone. */
export function renderRunbook(markdown: string): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, text, depth }: Tokens.Heading): string {
        return `<h${depth} id="${toAnchor(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const text = this.parser.parseInline(tokens);
        return /^(#|https:)/.test(href) ? `<a href="${href}" rel="noreferrer">${text}</a>` : `${text} (${href})`;
      },
    },
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>Runbook</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml" />
<link rel="stylesheet" href="/runbook.css" />
</head>
<body>
<main>
${marked.parse(markdown, { async: false })}</main>
</body>
</html>
`;
}

/** Adds the page and its style to the build. */
export function runbookPage(): Plugin {
  return {
    name: 'runbook-page',
    generateBundle() {
      const source = renderRunbook(readFileSync(RUNBOOK, 'utf8'));
      this.emitFile({ type: 'asset', fileName: 'runbook.html', source });
      this.emitFile({ type: 'asset', fileName: 'runbook.css', source: STYLE });
    },
  };
}
