/** Opens the raw files of a command line and profiles the tables in them, with progress. */
import { basename, resolve } from 'node:path';
import type { TableProfile } from '../../lambdas/onboarding/contract/profile.ts';
import type { RawFile, RawTable } from '../../lambdas/onboarding/contract/raw-file.ts';
import { profileTable } from '../../lambdas/onboarding/profiling/profile-table.ts';
import { openLocalFile } from '../../lambdas/onboarding/readers/local-file.ts';
import { openRawTables } from '../../lambdas/onboarding/readers/open-raw-tables.ts';
import { formatPlural } from '../terminal/format.ts';
import { formatCell, formatText } from '../terminal/format-text.ts';
import type { Progress } from '../terminal/progress.ts';
import { SameNameTwice } from './raw-file-errors.ts';

/**
 * Opens the files.
 * @throws {RawFileRefused} when one is missing, no file, or not readable
 * @throws {SameNameTwice} when two have the same name, by which a mapping tells files apart
 */
export async function openRawFiles(paths: readonly string[]): Promise<RawFile[]> {
  const files: RawFile[] = [];
  for (const path of paths) files.push(await openLocalFile(resolve(path)));
  const names = files.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice)
    throw new SameNameTwice(`two files are named ${formatText(twice)}: rename one, a mapping knows them by name`);
  return files;
}

export interface ReadFiles {
  tables: RawTable[];
  profiles: TableProfile[];
}

/** Finds the tables of every file, and reads each once. */
export async function readRawFiles(files: readonly RawFile[], progress: Progress): Promise<ReadFiles> {
  const tables: RawTable[] = [];
  const profiles: TableProfile[] = [];
  for (const file of files) {
    progress.start(`Read ${formatCell(basename(file.name), 28)}`);
    const found = await openRawTables(file);
    for (const table of found) {
      tables.push(table);
      profiles.push(await profileTable(table, { progress: (rows) => progress.update(formatPlural(rows, 'row')) }));
    }
    const rows = profiles.slice(-found.length).reduce((sum, profile) => sum + profile.rows, 0);
    const columns = found.reduce((sum, table) => sum + table.columns.length, 0);
    progress.finish(`${formatPlural(rows, 'row')}, ${formatPlural(columns, 'column')}, ${describeFormat(found[0])}`);
  }
  return { tables, profiles };
}

function describeFormat(table: RawTable | undefined): string {
  const format = table?.format;
  if (!format) return 'no table';
  if (format.kind === 'workbook') return `sheet ${formatCell(format.sheet, 20)}`;
  if (format.kind !== 'delimited') return format.kind.replace('_', ' ');
  const delimiter = { ' ': 'spaces', '\t': 'tabs' }[format.delimiter] ?? `"${formatCell(format.delimiter, 3)}"`;
  return `${format.encoding}, ${delimiter}${format.header ? '' : ', no header'}`;
}
