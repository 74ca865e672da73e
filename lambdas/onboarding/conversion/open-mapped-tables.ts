/**
 * Opens raw files in the formats that their mapping says. A file in another one (delimiter, encoding, more lines before
 * the header, a workbook) is read as it is, if it then has the columns of the mapping.
 */
import type { Mapping, Source, SourceFormat } from '../contract/mapping.ts';
import type { RawFile, RawTable } from '../contract/raw-file.ts';
import { RawFileRefused } from '../contract/refusals.ts';
import { openRawTables } from '../readers/open-raw-tables.ts';
import type { TablesBySource } from './convert-files.ts';
import { hasColumns, matchesPattern, matchTables } from './match-mapping.ts';

/**
 * Returns the tables of each source. A mapping of one source reads every file, whatever its name.
 * @throws {RawFileRefused} when a file is not in its format, or belongs to no source
 */
export async function openMappedTables(mapping: Mapping, files: readonly RawFile[]): Promise<TablesBySource> {
  const [only, ...others] = mapping.sources;
  const tables: RawTable[] = [];
  for (const file of files) {
    const sources = others.length === 0 ? mapping.sources : listSources(mapping, file.name);
    const formats = new Map(sources.map(({ format }) => [JSON.stringify(format), format]));
    if (formats.size === 0) tables.push(...(await openRawTables(file)));
    for (const format of formats.values()) tables.push(...(await openFittingTables(file, format, sources)));
  }
  return only && others.length === 0 ? new Map([[only.name, tables]]) : matchTables(mapping, tables);
}

/** Sources that take a file of this name; of an archive the names are inside. */
const listSources = ({ sources }: Mapping, fileName: string): Source[] =>
  sources.filter(({ files }) => files.some((pattern) => matchesPattern(pattern, fileName)));

async function openFittingTables(file: RawFile, format: SourceFormat, sources: readonly Source[]): Promise<RawTable[]> {
  const fits = (table: RawTable) => sources.some((source) => hasColumns(source, table));
  const given = await openOrRefuse(file, format);
  if (!(given instanceof RawFileRefused) && given.some(fits)) return given;
  const found = await openOrRefuse(file);
  if (!(found instanceof RawFileRefused)) {
    const fitting = found.filter(fits);
    if (fitting.length > 0) return fitting;
  }
  // Neither fits: what is wrong is said of the format that the mapping has.
  if (given instanceof RawFileRefused) throw given;
  return given;
}

async function openOrRefuse(file: RawFile, format?: SourceFormat): Promise<RawTable[] | RawFileRefused> {
  try {
    return await openRawTables(file, format);
  } catch (error) {
    if (error instanceof RawFileRefused) return error;
    throw error;
  }
}
