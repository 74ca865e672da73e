/** Reads a Parquet file as a raw table, a part of a row group at a time. */
import { zstdDecompressSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type Compressors,
  type DecodedArray,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { RiskError } from '../../../shared/errors.ts';
import { formatCountOf } from '../../../shared/page/number-format.ts';
import type { RawFile, RawRow, RawTable } from '../../contract/raw-file.ts';
import type { RawFileLimits } from '../../contract/raw-file-limits.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { nameColumns, quoteName } from '../layout/header.ts';
import type { TablePlace } from '../layout/table-place.ts';
import { chooseRender, PARSERS, type Render, renderPlain } from './render-value.ts';

const BATCH_ROWS = 2000;
const METADATA_BYTES = 64 * 2 ** 20;

/** Values that are held at once as JavaScript has them, about 40 bytes each. */
const SLICE_VALUES = 1_000_000;

/** First row, and the row after the last. */
type RowRange = [number, number];

/** One column of the table: a column of the file, or a leaf of one that has parts. */
interface Leaf {
  /** Column of the file. */
  column: string;
  /** Names within it. */
  path: string[];
  render: Render;
}

/**
 * Opens a Parquet file.
 * @throws {RawFileRefused} when the reason is CorruptFile, EmptyFile, DuplicateColumn, TooManyColumns or RawFileTooLarge
 */
export async function openParquetTable(
  place: TablePlace,
  bytes: Pick<RawFile, 'name' | 'bytes' | 'read'>,
  limits: RawFileLimits,
): Promise<RawTable> {
  const file = toAsyncBuffer(bytes);
  const { metadata, leaves, columns, lists } = await translateErrors(bytes.name, () => readSchema(bytes, file, limits));
  return {
    ...place,
    format: { kind: 'parquet' },
    columns,
    remarks: lists.map((name) => `${quoteName(name)} holds lists, read as JSON`),
    async *rows() {
      const step = Math.max(BATCH_ROWS, Math.floor(SLICE_VALUES / leaves.length));
      let first = 0;
      for (const { num_rows } of metadata.row_groups) {
        const end = first + Number(num_rows);
        const held = holdSlices(file);
        for (let start = first; start < end; start += step) {
          const range: RowRange = [start, Math.min(start + step, end)];
          const read = () => readRows(held, metadata, leaves, range, limits);
          yield* inBatches(await translateErrors(bytes.name, read));
        }
        first = end;
      }
    },
    unreadable: () => [],
  };
}

async function readSchema(bytes: Pick<RawFile, 'name' | 'bytes' | 'read'>, file: AsyncBuffer, limits: RawFileLimits) {
  const metadata = await readMetadata(bytes, file);
  if (metadata.num_rows === 0n) throw new RawFileRefused('EmptyFile', `${bytes.name} has no rows: export it again`);
  checkRowGroups(bytes.name, metadata, limits);
  const scales = takeDecimalScales(metadata);
  const { children } = parquetSchema(metadata);
  const leaves = children.flatMap((child) => listLeaves(child, child.element.name, [], scales));
  const names = leaves.map(({ column, path }) => [column, ...path].join('.'));
  const columns = nameColumns(bytes.name, names, names.length, limits);
  const lists = children.filter(isList).map(({ element }) => element.name);
  return { metadata, leaves, columns, lists };
}

async function readMetadata(bytes: Pick<RawFile, 'bytes' | 'read'>, file: AsyncBuffer): Promise<FileMetaData> {
  const trailer = await bytes.read(Math.max(0, bytes.bytes - 8), bytes.bytes);
  const length = trailer.length === 8 ? trailer.readUInt32LE(0) : 0;
  if (trailer.toString('latin1', 4) !== 'PAR1' || length > Math.min(METADATA_BYTES, bytes.bytes)) {
    throw new Error('the file has no footer');
  }
  return parquetMetadataAsync(file, { geoparquet: false });
}

function toAsyncBuffer(bytes: Pick<RawFile, 'bytes' | 'read'>): AsyncBuffer {
  return {
    byteLength: bytes.bytes,
    async slice(start, end = bytes.bytes) {
      const from = start < 0 ? Math.max(0, bytes.bytes + start) : start;
      const part = await bytes.read(from, Math.min(end, bytes.bytes));
      return new Uint8Array(part).buffer;
    },
  };
}

/** The columns of a row group lie one after another, so that its bytes are held for as long as its rows are read. */
function checkRowGroups(name: string, metadata: FileMetaData, limits: RawFileLimits): void {
  for (const group of metadata.row_groups) {
    const size = group.columns.reduce((sum, { meta_data }) => sum + Number(meta_data?.total_compressed_size ?? 0), 0);
    if (size <= limits.held_bytes) continue;
    const most = limits.held_bytes / 2 ** 20;
    const rows = Math.max(1000, Math.floor((Number(group.num_rows) * limits.held_bytes) / size / 1000) * 1000);
    throw new RawFileRefused(
      'RawFileTooLarge',
      `${name} has row groups of more than ${most} MiB: write it with row groups of ${formatCountOf(rows, 'row')}`,
    );
  }
}

/** Keeps what was read: each part of the rows needs all columns again. */
function holdSlices(file: AsyncBuffer): AsyncBuffer {
  const held = new Map<string, Promise<ArrayBuffer>>();
  return {
    byteLength: file.byteLength,
    slice(start, end) {
      const key = `${start}-${end}`;
      const slice = held.get(key) ?? Promise.resolve(file.slice(start, end));
      held.set(key, slice);
      return slice;
    },
  };
}

/** Takes the type from decimal columns, so that hyparquet gives their integers instead of rounded numbers. */
function takeDecimalScales(metadata: FileMetaData): Map<object, number> {
  const scales = new Map<object, number>();
  for (const element of metadata.schema) {
    const isDecimal = element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL';
    if (!isDecimal) continue;
    scales.set(element, element.scale ?? 0);
    element.converted_type = undefined;
    element.logical_type = undefined;
  }
  return scales;
}

const isList = ({ element, children }: SchemaTree): boolean =>
  element.repetition_type === 'REPEATED' ||
  ['LIST', 'MAP', 'MAP_KEY_VALUE'].includes(element.converted_type ?? '') ||
  children.some(isList);

function listLeaves(tree: SchemaTree, column: string, path: string[], scales: Map<object, number>): Leaf[] {
  if (isList(tree)) return [{ column, path, render: renderPlain }];
  if (tree.children.length > 0) {
    return tree.children.flatMap((child) => listLeaves(child, column, [...path, child.element.name], scales));
  }
  return [{ column, path, render: chooseRender(tree.element, scales.get(tree.element)) }];
}

/** Reads some rows of one row group; hyparquet passes over the pages that have none of them. */
async function readRows(
  file: AsyncBuffer,
  metadata: FileMetaData,
  leaves: readonly Leaf[],
  [rowStart, rowEnd]: RowRange,
  limits: RawFileLimits,
): Promise<RawRow[]> {
  const options = { compressors: limitCompressors(limits), parsers: PARSERS, utf8: false, geoparquet: false };
  const scan = await parquetScan({ file, metadata, rowStart, rowEnd, ...options });
  const data = new Map<string, DecodedArray>();
  for (const { column } of leaves) {
    if (data.has(column)) continue;
    const values = await scan.readColumn({ column, rowStart, rowEnd });
    if (values.length !== rowEnd - rowStart) throw new Error('a column has another number of rows than its group');
    data.set(column, values);
  }
  return toRows(data, leaves, [rowStart, rowEnd]);
}

/** A page's header says how large it becomes; the zstd reader of hyparquet-compressors would not stop there. */
function limitCompressors(limits: RawFileLimits): Compressors {
  const all: Compressors = {
    ...compressors,
    ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: length || 1 }),
  };
  const limited = Object.entries(all).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (length > limits.held_bytes) throw new Error('a page is too large');
      // The reader of LZ4 does not take a page of nulls alone.
      if (length === 0) return new Uint8Array(0);
      return decompress(input, length);
    },
  ]);
  return Object.fromEntries(limited);
}

function toRows(data: Map<string, DecodedArray>, leaves: readonly Leaf[], [start, end]: RowRange): RawRow[] {
  return Array.from({ length: end - start }, (_, index) => ({
    line: start + index + 1,
    values: leaves.map(({ column, path, render }) => render(findInner(data.get(column)?.[index], path))),
  }));
}

function* inBatches(rows: RawRow[]): Generator<RawRow[]> {
  for (let start = 0; start < rows.length; start += BATCH_ROWS) yield rows.slice(start, start + BATCH_ROWS);
}

function findInner(value: unknown, path: readonly string[]): unknown {
  let inner = value;
  for (const name of path) inner = (inner as Record<string, unknown> | null | undefined)?.[name];
  return inner;
}

async function translateErrors<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RiskError || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw new RawFileRefused('CorruptFile', `${name} is damaged, or no Parquet that can be read: export it again`);
  }
}
