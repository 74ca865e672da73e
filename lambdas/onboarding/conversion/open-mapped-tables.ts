/** Opens raw files in the formats that their mapping says, so that every day is read as the first one was. */
import type { Mapping, SourceFormat } from '../contract/mapping.ts';
import type { RawFile, RawTable } from '../contract/raw-file.ts';
import { openRawTables } from '../readers/open-raw-tables.ts';
import type { TablesBySource } from './convert-files.ts';
import { matchesPattern, matchTables } from './match-mapping.ts';

/**
 * Returns the tables of each source. A mapping of one source reads every file, whatever its name.
 * @throws {RawFileRefused} when a file is not in its format, or belongs to no source
 */
export async function openMappedTables(mapping: Mapping, files: readonly RawFile[]): Promise<TablesBySource> {
  const [only, ...others] = mapping.sources;
  const tables: RawTable[] = [];
  for (const file of files) {
    const formats = only && others.length === 0 ? [only.format] : listFormats(mapping, file.name);
    for (const format of formats) tables.push(...(await openRawTables(file, format)));
  }
  return only && others.length === 0 ? new Map([[only.name, tables]]) : matchTables(mapping, tables);
}

/** Formats of the sources that take a file of this name, each once; of an archive the names are inside. */
function listFormats({ sources }: Mapping, fileName: string): (SourceFormat | undefined)[] {
  const taking = sources.filter(({ files }) => files.some((pattern) => matchesPattern(pattern, fileName)));
  const formats = new Map(taking.map(({ format }) => [JSON.stringify(format), format]));
  return formats.size > 0 ? [...formats.values()] : [undefined];
}
