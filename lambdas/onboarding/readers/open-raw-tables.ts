/** Opens a lender's raw file: finds what it is, or reads it in the format of its mapping, as tables of text. */
import type { SourceFormat } from '../contract/mapping.ts';
import type { RawFile, RawTable } from '../contract/raw-file.ts';
import { getRawFileLimits, type RawFileLimits } from '../contract/raw-file-limits.ts';
import { RawFileRefused } from '../contract/refusals.ts';
import { type FileKind, findFileKind, KIND_BYTES, refuseOle } from './containers/find-kind.ts';
import { openGzipFile } from './containers/gzip-file.ts';
import { openZipArchive } from './containers/zip-archive.ts';
import { openJsonTable } from './json/json-table.ts';
import { quoteName } from './layout/header.ts';
import type { TablePlace } from './layout/table-place.ts';
import { openParquetTable } from './parquet/parquet-table.ts';
import { openDelimitedTable } from './text/delimited-table.ts';
import { openWorkbook } from './workbook/open-workbook.ts';
import { WORKBOOK_MEMBER } from './workbook/workbook.ts';

/** An archive within an archive is read, another within that is not. */
const DEEPEST_ARCHIVE = 2;
/** What programs add to archives: folders of macOS, previews of Windows. */
const BYCATCH = /(?:^|\/)(?:__MACOSX\/|\.|thumbs\.db$|desktop\.ini$)/i;
/** Names of a format, for a person. */
const KIND_NAMES: Record<SourceFormat['kind'], string> = {
  delimited: 'delimited text',
  workbook: 'a workbook',
  parquet: 'Parquet',
  json_lines: 'JSON lines',
};

interface Source {
  file: RawFile;
  place: TablePlace;
  format: SourceFormat | undefined;
  limits: RawFileLimits;
  depth: number;
}

/**
 * Opens all tables of a file: of every sheet that is shown, or of every member of an archive.
 * @param format how the file is read; without it, that is found
 * @throws {RawFileRefused} when the file is none that can be read, or is not in the given format
 */
export async function openRawTables(
  file: RawFile,
  format?: SourceFormat,
  limits: RawFileLimits = getRawFileLimits(),
): Promise<RawTable[]> {
  const fingerprint = await file.fingerprint();
  const check = async () => {
    if ((await file.fingerprint()) === fingerprint) return;
    throw new RawFileRefused(
      'RawFileChanged',
      `${file.name} changed while it was read: wait until its export has ended, then start again`,
    );
  };
  try {
    const tables = await openSource({ file, place: { file: file.name, part: null }, format, limits, depth: 0 });
    return tables.map((table) => guardTable(table, check));
  } finally {
    // A file that grew while it was looked at is refused as that, whatever else went wrong.
    await check();
  }
}

/** Ends every reading with RawFileChanged when the file is no longer the one that was opened. */
function guardTable(table: RawTable, check: () => Promise<void>): RawTable {
  return {
    ...table,
    async *rows() {
      await check();
      try {
        yield* table.rows();
      } finally {
        await check();
      }
    },
  };
}

async function openSource(source: Source): Promise<RawTable[]> {
  const { file, place, format, limits } = source;
  if (file.bytes === 0) throw new RawFileRefused('EmptyFile', `${file.name} has 0 bytes: export it again`);
  const kind = findFileKind(file.name, await file.read(0, Math.min(KIND_BYTES, file.bytes)));
  if (kind === 'gzip' || kind === 'zip') return openContainer(source, kind);
  if (kind === 'ole') throw refuseOle(file.name, await file.read(0, Math.min(file.bytes, limits.held_bytes)));
  if (kind === 'parquet') {
    checkFormat(file.name, format, ['parquet']);
    return [await openParquetTable(place, file, limits)];
  }
  if (format?.kind === 'json_lines' || (kind === 'json' && format === undefined)) {
    return [await openJsonTable(place, file, format, limits)];
  }
  checkFormat(file.name, format, ['delimited']);
  return [await openDelimitedTable(place, file, format, limits)];
}

/** @throws {RawFileRefused} when the reason is MappingMismatch */
function checkFormat<K extends SourceFormat['kind']>(
  name: string,
  format: SourceFormat | undefined,
  kinds: readonly K[],
): asserts format is Extract<SourceFormat, { kind: K }> | undefined {
  if (format === undefined || (kinds as readonly string[]).includes(format.kind)) return;
  throw new RawFileRefused(
    'MappingMismatch',
    `${name} is ${kinds.map((kind) => KIND_NAMES[kind]).join(' or ')} and the mapping expects ${KIND_NAMES[format.kind]}: export it as before, or make a new mapping`,
  );
}

async function openContainer(source: Source, kind: Extract<FileKind, 'gzip' | 'zip'>): Promise<RawTable[]> {
  const { file, place, format, limits, depth } = source;
  if (depth >= DEEPEST_ARCHIVE) {
    throw new RawFileRefused('ArchiveUnsafe', `${file.name} is an archive in an archive in an archive: unpack it`);
  }
  if (kind === 'gzip') return openSource({ ...source, file: await openGzipFile(file, limits), depth: depth + 1 });
  const { members } = await openZipArchive(file, limits);
  if (members.has(WORKBOOK_MEMBER)) {
    checkFormat(file.name, format, ['workbook']);
    return openWorkbook(place, file.name, members, format, limits);
  }
  refuseDocument(file.name, members);
  return openMembers(source, members);
}

/** Refuses documents that are zip archives inside. */
function refuseDocument(name: string, members: ReadonlyMap<string, RawFile>): void {
  const refuse = (what: string) =>
    new RawFileRefused('UnsupportedFormat', `${name} is ${what}: open it and save it as .xlsx or CSV`);
  if (members.has('xl/workbook.bin')) throw refuse('a binary Excel workbook (.xlsb)');
  if (members.has('mimetype') && members.has('content.xml')) throw refuse('an OpenDocument file (.ods)');
  if (members.has('Index/Document.iwa')) throw refuse('a Numbers or Pages document');
  if (!members.has('[Content_Types].xml')) return;
  throw new RawFileRefused(
    'NotATable',
    `${name} is an Office document without a table: save the table as .xlsx or CSV`,
  );
}

async function openMembers(source: Source, members: ReadonlyMap<string, RawFile>): Promise<RawTable[]> {
  const tables: RawTable[] = [];
  const skipped: string[] = [];
  let refusal: RawFileRefused | undefined;
  for (const [name, file] of members) {
    if (BYCATCH.test(name)) continue;
    const part = source.place.part === null ? name : `${source.place.part}/${name}`;
    try {
      tables.push(
        ...(await openSource({ ...source, file, place: { ...source.place, part }, depth: source.depth + 1 })),
      );
    } catch (error) {
      if (!(error instanceof RawFileRefused) || !['NotATable', 'EmptyFile', 'HeaderNotFound'].includes(error.reason))
        throw error;
      refusal ??= error;
      skipped.push(`the member ${quoteName(name)} has no table and is not read`);
    }
  }
  if (tables.length === 0) {
    throw refusal ?? new RawFileRefused('EmptyFile', `${source.file.name} has no file in it: zip the files again`);
  }
  for (const table of tables) table.remarks.push(...skipped);
  return tables;
}
