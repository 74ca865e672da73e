/** Opens a lender's raw file: finds what it is, or reads it in the format of its mapping, as tables of text. */
import type { SourceFormat } from '../contract/mapping.ts';
import type { RawFile, RawTable } from '../contract/raw-file.ts';
import { DEFAULT_RAW_FILE_LIMITS, type RawFileLimits } from '../contract/raw-file-limits.ts';
import { RawFileRefused } from '../contract/refusals.ts';
import { openDelimitedTable } from './text/delimited-table.ts';

/**
 * Opens all tables of a file: of every sheet that is shown, or of every member of an archive.
 * @param format how the file is read; without it, that is found
 * @throws {RawFileRefused} when the file is none that can be read, or is not in the given format
 */
export async function openRawTables(
  file: RawFile,
  format?: SourceFormat,
  limits: RawFileLimits = DEFAULT_RAW_FILE_LIMITS,
): Promise<RawTable[]> {
  const fingerprint = await file.fingerprint();
  if (file.bytes === 0) throw new RawFileRefused('EmptyFile', `${file.name} has 0 bytes: export it again`);
  const place = { file: file.name, part: null };
  const table = await openDelimitedTable(place, file, format?.kind === 'delimited' ? format : undefined, limits);
  return [guardTable(file, fingerprint, table)];
}

/** Ends every reading with RawFileChanged when the file is no longer the one that was opened. */
function guardTable(file: RawFile, fingerprint: string, table: RawTable): RawTable {
  const check = async () => {
    if ((await file.fingerprint()) === fingerprint) return;
    throw new RawFileRefused(
      'RawFileChanged',
      `${file.name} changed while it was read: wait until its export has ended, then start again`,
    );
  };
  return {
    ...table,
    async *rows() {
      await check();
      yield* table.rows();
      await check();
    },
  };
}
