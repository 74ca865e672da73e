/** Prints the tables of model benchmarks in the terminal, and writes them as Markdown into docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createTable, describeMachine } from '../results.ts';

const DOCUMENT = join(resolve(import.meta.dirname, '../..'), 'docs/benchmarks.md');

class MissingMarker extends Error {
  override name = 'MissingMarker';
}

/** Paragraphs and tables of one benchmark, in order. */
export class ReportTables {
  private readonly blocks: (string | { head: string[]; rows: string[][] })[] = [];

  addText(text: string): void {
    this.blocks.push(text);
  }

  addTable(head: string[], rows: string[][]): void {
    this.blocks.push({ head, rows });
  }

  print(): void {
    for (const block of this.blocks) {
      if (typeof block === 'string') {
        console.log(`\n${block.replaceAll('**', '')}`);
        continue;
      }
      const table = createTable(block.head);
      table.push(...block.rows);
      console.log(table.toString());
    }
  }

  /**
   * Replaces what stands between the markers `<!-- NAME: … -->` and `<!-- end of NAME -->`.
   * @throws {MissingMarker} when the document lacks them
   */
  write(name: string): void {
    const document = readFileSync(DOCUMENT, 'utf8');
    const markers = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[^]*?(<!-- end of ${name} -->)`);
    if (!markers.test(document)) throw new MissingMarker(`docs/benchmarks.md has no markers of ${name}`);
    const blocks = this.blocks.map((block) => (typeof block === 'string' ? block : formatMarkdown(block)));
    const text = [...blocks, `Measured on ${describeMachine()}.`].join('\n\n');
    writeFileSync(
      DOCUMENT,
      document.replace(markers, (_, start, end) => `${start}\n${text}\n\n${end}`),
    );
  }
}

function formatMarkdown({ head, rows }: { head: string[]; rows: string[][] }): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export const formatSigned = (value: number): string => (value < 0 ? '' : '+') + value.toFixed(4);
