/**
 * Reads the bytes of one delivered file once: checks hash, gzip, header, values and row count, and writes good rows as
 * parts and bad rows with their reasons as rejected objects. Memory does not grow with the file.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { DEFAULT_DELIVERY_LIMITS, type DeliveryLimits } from '../../shared/landing/delivery-limits.ts';
import { DeliveryRefused } from '../../shared/landing/refusals.ts';
import { partKey, rejectedKey } from '../../shared/object-keys.ts';
import { formatCount, formatCountOf } from '../../shared/page/number-format.ts';
import type { DeliveredFile, Part, Run } from '../../shared/runs/run.ts';
import { MAX_RECORD_BYTES } from './csv-reader.ts';
import { FileLines } from './file-lines.ts';
import type { KeyVault } from './key-vault.ts';
import { type GzipUpload, PART_LIMITS, type PartLimits, PartWriter } from './part-writer.ts';
import { PersonSealer } from './person-sealer.ts';
import type { RejectedValues } from './rejected-values.ts';

export interface PreparedFile {
  /** Parts of rows, followed by the rejected objects. */
  parts: Part[];
  /** Data rows in the file, good and bad. */
  delivered: number;
  /** Rows that cannot be read, or whose key or required value is missing or invalid. */
  rejected: number;
  /** Invalid values of optional columns, which are imported as unknown. */
  rejected_values: RejectedValues[];
  /** Bytes as delivered, compressed or not. */
  size_bytes: number;
}

export type FileLimits = Pick<DeliveryLimits, 'file_bytes' | 'rejected_rows_per_file'>;

/** Bytes that a file may have besides its promised rows: empty lines, and lines that are too long to be rows. */
const SPARE_BYTES = 64 * 2 ** 20;

/**
 * Prepares one delivered file from its bytes. Without a vault personal data is dropped. Stops reading at the first limit
 * that the file exceeds.
 * @throws {DeliveryRefused} when hash, gzip, header or row count are wrong, or a limit is exceeded (FileTooLarge,
 * TooManyRejectedRows); nothing of the file may be imported then
 */
export async function prepareStream(
  { run_id, as_of }: Run,
  file: DeliveredFile,
  source: Readable,
  upload: GzipUpload,
  limits: PartLimits = PART_LIMITS,
  vault?: KeyVault,
  fileLimits: FileLimits = DEFAULT_DELIVERY_LIMITS,
): Promise<PreparedFile> {
  const accepted = new PartWriter(upload, (part) => partKey(run_id, file.table, file.name, part), limits);
  const rejected = new PartWriter(upload, (part) => rejectedKey(run_id, file.table, file.name, part), limits);
  const meter = { hash: createHash('sha256'), size_bytes: 0 };
  const lines = new FileLines(as_of, file, { accepted, rejected }, fileLimits, vault && new PersonSealer(vault));
  try {
    await readFile(source, file, meter, lines, fileLimits);
    checkFile(file, meter.hash, lines);
    const parts = [...(await accepted.end()), ...(await rejected.end())];
    return {
      parts,
      delivered: lines.deliveredRows,
      rejected: lines.rejectedRows,
      rejected_values: lines.listRejectedValues(),
      size_bytes: meter.size_bytes,
    };
  } catch (error) {
    await Promise.all([accepted.abandon(), rejected.abandon()]);
    throw error;
  }
}

interface Meter {
  hash: Hash;
  size_bytes: number;
}

async function readFile(
  source: Readable,
  file: DeliveredFile,
  meter: Meter,
  lines: FileLines,
  { file_bytes }: FileLimits,
): Promise<void> {
  const maxBytes = Math.min(file_bytes, SPARE_BYTES + file.rows * MAX_RECORD_BYTES);
  const measureBytes = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      meter.hash.update(chunk);
      meter.size_bytes += chunk.length;
      yield chunk;
    }
  };
  const readLines = async (chunks: AsyncIterable<Buffer>) => {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw createFileTooLarge(file, maxBytes);
      await lines.readChunk(chunk);
    }
    await lines.end();
  };
  try {
    if (file.name.endsWith('.gz')) {
      await pipeline(source, measureBytes, createGunzip({ chunkSize: 256 * 1024 }), readLines);
    } else await pipeline(source, measureBytes, readLines);
  } catch (error) {
    throw toGzipRefusal(error) ?? error;
  }
}

function createFileTooLarge({ rows }: DeliveredFile, maxBytes: number): DeliveryRefused {
  const limit = `more than ${formatCount(maxBytes)} bytes, the most for a file of ${formatCountOf(rows, 'row')}`;
  return new DeliveryRefused('FileTooLarge', `the file has, or decompresses to, ${limit}`);
}

function toGzipRefusal(error: unknown): DeliveryRefused | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return new DeliveryRefused('TruncatedGzip', 'the gzip file ends too early');
  if (code === 'Z_DATA_ERROR') return new DeliveryRefused('CorruptGzip', 'the gzip file is damaged');
  return undefined;
}

function checkFile(file: DeliveredFile, hash: Hash, lines: FileLines): void {
  if (hash.digest('hex') !== file.sha256) {
    throw new DeliveryRefused('HashMismatch', 'the file does not have the sha256 of the manifest');
  }
  if (!lines.hasHeader) throw new DeliveryRefused('EmptyFile', 'the file has no header');
  if (lines.deliveredRows !== file.rows) {
    const counts = `the file has ${formatCountOf(lines.deliveredRows, 'row')}, the manifest says ${formatCount(file.rows)}`;
    throw new DeliveryRefused('RowCountMismatch', counts);
  }
}
