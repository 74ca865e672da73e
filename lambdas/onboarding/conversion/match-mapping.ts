/**
 * Finds which source of a mapping each raw table is, and refuses by name what no longer fits: columns that are missing,
 * new or renamed. Another order, delimiter or encoding that reads equally well fits.
 */

import { formatCount, formatCountOf } from '../../shared/page/number-format.ts';
import type { Mapping, Source } from '../contract/mapping.ts';
import type { RawTable } from '../contract/raw-file.ts';
import { RawFileRefused } from '../contract/refusals.ts';
import { nameTable } from './rows/source-rows.ts';

/**
 * Sorts tables by the source that they are of, and checks their columns.
 * @throws {RawFileRefused} when a file belongs to no source, a source has no file, or columns differ (MappingMismatch)
 */
export function matchTables(mapping: Mapping, tables: readonly RawTable[]): Map<string, RawTable[]> {
  const matched = new Map<string, RawTable[]>(mapping.sources.map(({ name }) => [name, []]));
  const files = Map.groupBy(tables, ({ file }) => file);
  for (const [file, ofFile] of files) {
    const found = ofFile.flatMap((table) => {
      const source = findSource(mapping, table);
      return source ? [{ source, table }] : [];
    });
    // Other sheets of a workbook and other members of an archive may be anything.
    if (found.length === 0) throw refuseUnknownFile(mapping, file, ofFile);
    for (const { source, table } of found) matched.get(source.name)?.push(table);
  }
  checkSources(mapping, matched);
  return matched;
}

/**
 * Checks that every source has tables, and every table the columns of its source.
 * @throws {RawFileRefused} when columns differ (MappingMismatch, with their names)
 */
export function checkSources(mapping: Mapping, tables: ReadonlyMap<string, readonly RawTable[]>): void {
  for (const source of mapping.sources) {
    const ofSource = tables.get(source.name) ?? [];
    if (ofSource.length === 0) {
      const patterns = source.files.join(', ');
      throw new RawFileRefused(
        'MappingMismatch',
        `mapping ${mapping.name} needs a file for its source ${source.name} (${patterns}), and there is none`,
      );
    }
    for (const table of ofSource) checkColumns(mapping, source, table);
  }
}

/** Whether a table has exactly the columns of a source, in any order. */
export const hasColumns = ({ columns }: Source, table: RawTable): boolean =>
  columns.length === table.columns.length && columns.every(({ column }) => table.columns.includes(column));

function findSource(mapping: Mapping, table: RawTable): Source | undefined {
  const byName = mapping.sources.filter(({ files }) => files.some((pattern) => matchesAny(pattern, table)));
  const bySheet = byName.filter(
    ({ format }) => format.kind !== 'workbook' || table.part === null || format.sheet === table.part,
  );
  const candidates = bySheet.length > 0 ? bySheet : byName.filter((source) => sharesColumns(source, table));
  return candidates.toSorted((a, b) => countShared(b, table) - countShared(a, table))[0];
}

const matchesAny = (pattern: string, { file, part }: RawTable): boolean =>
  matchesPattern(pattern, file) || (part !== null && matchesPattern(pattern, part));

/** Whether a file name matches; `*` stands for any text. Case has no meaning. */
export function matchesPattern(pattern: string, name: string): boolean {
  const [first = '', ...others] = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

const countShared = ({ columns }: Source, table: RawTable): number =>
  columns.filter(({ column }) => table.columns.includes(column)).length;

const sharesColumns = (source: Source, table: RawTable): boolean =>
  countShared(source, table) > source.columns.length / 2;

function refuseUnknownFile(mapping: Mapping, file: string, tables: readonly RawTable[]): RawFileRefused {
  const patterns = mapping.sources.flatMap(({ files }) => files).join(', ');
  const parts = tables.flatMap(({ part }) => (part === null ? [] : [part]));
  const inside = parts.length > 0 ? ` (with ${parts.join(', ')})` : '';
  return new RawFileRefused(
    'MappingMismatch',
    `${file}${inside} is no file of mapping ${mapping.name}, which reads ${patterns}; rename it, or add its name to files`,
  );
}

function checkColumns(mapping: Mapping, source: Source, table: RawTable): void {
  const names = source.columns.map(({ column }) => column);
  const missing = names.filter((name) => !table.columns.includes(name));
  const added = table.columns.filter((name) => !names.includes(name));
  if (missing.length === 0 && added.length === 0) return;
  const where = `${nameTable(table)} does not fit source ${source.name} of mapping ${mapping.name}`;
  if (missing.length > names.length / 2) {
    // Without names of the file: where the header line is gone, the first row's values stand in its place.
    const count = `${formatCount(missing.length)} of ${formatCountOf(names.length, 'column')} are missing, ${missing[0]} among them`;
    throw new RawFileRefused('MappingMismatch', `${where}: ${count}; it is another file, or it lacks its header line`);
  }
  const parts = [describeNames('missing', missing), describeNames('new', added)].filter((part) => part !== '');
  const advice =
    missing.length > 0 && added.length > 0
      ? 'where a column was renamed, write its new name into the mapping'
      : missing.length > 0
        ? 'deliver it again with these columns, or take them out of the mapping'
        : 'add them to the mapping, with use: { as: left_out, because: person } where they are not wanted';
  throw new RawFileRefused('MappingMismatch', `${where}: ${parts.join('; ')}; ${advice}`);
}

const MAX_NAMES = 10;

function describeNames(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, MAX_NAMES).map((name) => (name.length > 60 ? `${name.slice(0, 60)}…` : name));
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return `${what} ${names.length === 1 ? 'column' : 'columns'} ${shown.join(', ')}${more}`;
}
