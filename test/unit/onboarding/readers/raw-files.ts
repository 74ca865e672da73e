/** Raw files in memory for tests, and what the readers make of them. */
import { Readable } from 'node:stream';
import type { SourceFormat } from '../../../../lambdas/onboarding/contract/mapping.ts';
import type { RawFile, RawRow, RawTable } from '../../../../lambdas/onboarding/contract/raw-file.ts';
import {
  DEFAULT_RAW_FILE_LIMITS,
  type RawFileLimits,
} from '../../../../lambdas/onboarding/contract/raw-file-limits.ts';
import { openRawTables } from '../../../../lambdas/onboarding/readers/open-raw-tables.ts';

/** A file in memory that is read in pieces of `chunkBytes`, so that every boundary can fall anywhere. */
export function createFile(name: string, content: string | Buffer, chunkBytes = 65_536): RawFile {
  const bytes = Buffer.from(content as string);
  const chunks = function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  };
  return {
    name,
    bytes: bytes.length,
    open: async () => Readable.from(chunks()),
    read: async (start, end) => bytes.subarray(start, end),
    fingerprint: async () => 'same',
  };
}

export interface ReadTable extends Pick<RawTable, 'columns' | 'remarks' | 'format' | 'part'> {
  rows: (string | null)[][];
  lines: number[];
  unreadable: { line: number; reason: string }[];
}

export async function readAll(table: RawTable): Promise<ReadTable> {
  const rows: RawRow[] = [];
  for await (const batch of table.rows()) rows.push(...batch);
  return {
    columns: table.columns,
    remarks: table.remarks,
    format: table.format,
    part: table.part,
    rows: rows.map(({ values }) => values),
    lines: rows.map(({ line }) => line),
    unreadable: [...table.unreadable()],
  };
}

export interface ReadOptions {
  name?: string;
  format?: SourceFormat;
  limits?: Partial<RawFileLimits>;
  chunkBytes?: number;
}

/** Reads all tables of a file. */
export async function readFile(content: string | Buffer, options: ReadOptions = {}): Promise<ReadTable[]> {
  const { name = 'loans.csv', format, limits, chunkBytes } = options;
  const file = createFile(name, content, chunkBytes);
  const tables = await openRawTables(file, format, { ...DEFAULT_RAW_FILE_LIMITS, ...limits });
  return Promise.all(tables.map(readAll));
}

/** Reads the only table of a file. */
export async function readOne(content: string | Buffer, options: ReadOptions = {}): Promise<ReadTable> {
  const tables = await readFile(content, options);
  if (tables.length !== 1) throw new Error(`${tables.length} tables`);
  return tables[0] as ReadTable;
}

/** The one line with which a file is refused. */
export async function readRefusal(content: string | Buffer, options: ReadOptions = {}): Promise<string> {
  try {
    await readFile(content, options);
  } catch (error) {
    return `${(error as Error).name} ${(error as Error).message}`;
  }
  return 'taken';
}
