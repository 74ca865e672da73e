/** `npm run bi:tableau`: writes bi/tableau/risk.twb and a .tds file a source from bi/views.ts and bi/dashboards.ts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sourceFile } from '../bi/tableau/sources.ts';
import { workbook } from '../bi/tableau/workbook.ts';
import { xml } from '../bi/tableau/xml.ts';
import { sourceNames } from '../bi/views.ts';

export const FOLDER = resolve(import.meta.dirname, '../bi/tableau');

/** Path below the folder → text of every generated file. */
export function tableauFiles(): Map<string, string> {
  return new Map([
    ['risk.twb', xml(workbook())],
    ...sourceNames.map((name): [string, string] => [join('sources', `${name}.tds`), xml(sourceFile(name))]),
  ]);
}

if (import.meta.main) {
  mkdirSync(join(FOLDER, 'sources'), { recursive: true });
  for (const [path, text] of tableauFiles()) writeFileSync(join(FOLDER, path), text);
  console.log(`Wrote ${tableauFiles().size} files to ${FOLDER}`);
}
