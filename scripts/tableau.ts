/** `npm run bi:tableau`: writes bi/tableau/risk.twb and one .tds file per source from bi/views.ts and bi/dashboards.ts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSourceFile } from '../bi/tableau/sources.ts';
import { buildWorkbook } from '../bi/tableau/workbook.ts';
import { formatDocument } from '../bi/tableau/xml.ts';
import { SOURCE_NAMES } from '../bi/views.ts';

export const TABLEAU_FOLDER = resolve(import.meta.dirname, '../bi/tableau');

/** Builds the text of every generated file, by its path below the folder. */
export function buildTableauFiles(): Map<string, string> {
  return new Map([
    ['risk.twb', formatDocument(buildWorkbook())],
    ...SOURCE_NAMES.map((name): [string, string] => [
      join('sources', `${name}.tds`),
      formatDocument(buildSourceFile(name)),
    ]),
  ]);
}

if (import.meta.main) {
  mkdirSync(join(TABLEAU_FOLDER, 'sources'), { recursive: true });
  for (const [path, text] of buildTableauFiles()) writeFileSync(join(TABLEAU_FOLDER, path), text);
  console.log(`Wrote ${buildTableauFiles().size} files to ${TABLEAU_FOLDER}`);
}
