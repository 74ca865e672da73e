/** `npm run docs:privacy`: writes the register of places into docs/privacy.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { OBJECT_PLACES } from '../lambdas/shared/privacy/object-places.ts';
import { OTHER_PLACES } from '../lambdas/shared/privacy/other-places.ts';
import type { Erased, ObjectPlace } from '../lambdas/shared/privacy/places.ts';
import { TABLE_PLACES } from '../lambdas/shared/privacy/table-places.ts';

export const PRIVACY_DOCS = resolve(import.meta.dirname, '../docs/privacy.md');

const MARKED = /(<!-- places -->\n)[\s\S]*(<!-- \/places -->)/;

/** Replaces the tables of the page. */
export function replacePlaceTables(page: string): string {
  return page.replace(MARKED, (_, start, end) => `${start}\n${formatTables()}\n\n${end}`);
}

const ERASED: Record<Erased, string> = { always: 'yes', scores: 'with the scores', never: 'no' };

function formatTables(): string {
  return [
    formatTable(
      ['table', 'holds', 'erased'],
      TABLE_PLACES.map(({ table, holds, erased }) => [`\`${table}\``, holds, ERASED[erased]]),
    ),
    formatTable(
      ['bucket and prefix', 'holds', 'erased', 'else deleted'],
      OBJECT_PLACES.map((place) => [
        ...[`\`${place.bucket}\` \`${place.prefix}\``, place.holds, describeErasure(place), place.expires],
      ]),
    ),
    formatTable(
      ['elsewhere', 'holds', 'erased'],
      OTHER_PLACES.map(({ place, holds, erased }) => [place.replaceAll(/risk-<env>-\S+/g, '`$&`'), holds, erased]),
    ),
  ].join('\n\n');
}

function describeErasure({ erased, when }: ObjectPlace): string {
  if (erased === 'expires') return 'no';
  const way = erased === 'rewritten' ? "without the person's rows" : 'the whole file';
  return when === 'scores' ? `${way}, with the scores` : way;
}

const formatTable = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

if (import.meta.main) writeFileSync(PRIVACY_DOCS, replacePlaceTables(readFileSync(PRIVACY_DOCS, 'utf8')));
