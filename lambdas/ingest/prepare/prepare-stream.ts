/**
 * One pass over one delivered file: hash, size, gunzip, parse, check every value, count, and write good rows as parts and
 * the others, with their reasons, as rejected objects. Nothing is held but the chunk at hand, however large the file.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { partKey, rejectedKey } from '../../shared/object-keys.ts';
import type { DeliveredFile, Part, Run } from '../../shared/runs/run.ts';
import { DeliveryRefused } from '../contract/refusals.ts';
import { CsvReader, type CsvSink } from './csv-reader.ts';
import { type GzipUpload, PART_LIMITS, type PartLimits, PartWriter } from './part-writer.ts';
import { type KeyVault, PersonSealer } from './person-sealer.ts';
import { createRowConverter, hasPersonalData, quoted, type RowConverter } from './row-converter.ts';

export interface PreparedFile {
  /** Parts of rows, then the rejected objects if there are any. */
  parts: Part[];
  /** Data rows in the file, good or not. */
  delivered: number;
  /** Those that could not be read, or have a value that can't be. */
  rejected: number;
  size_bytes: number;
}

/**
 * Prepares one delivered file from its bytes. Personal data is sealed with keys of the vault; without one it is dropped.
 * @throws {DeliveryRefused} when hash, gzip, header or row count are wrong: nothing of the file may be imported then
 */
export async function prepareStream(
  { run_id, as_of }: Run,
  file: DeliveredFile,
  source: Readable,
  put: GzipUpload,
  limits: PartLimits = PART_LIMITS,
  vault?: KeyVault,
): Promise<PreparedFile> {
  const rows = new PartWriter(put, (part) => partKey(run_id, file.table, file.name, part), limits);
  const rejected = new PartWriter(put, (part) => rejectedKey(run_id, file.table, file.name, part), limits);
  const meter = { hash: createHash('sha256'), size_bytes: 0 };
  const lines = new FileLines(as_of, file, rows, rejected, vault && new PersonSealer(vault));
  try {
    await readThrough(source, file, meter, lines);
    checkFile(file, meter.hash, lines);
    const parts = [...(await rows.end()), ...(await rejected.end())];
    return { parts, delivered: lines.delivered, rejected: lines.rejected, size_bytes: meter.size_bytes };
  } catch (error) {
    await Promise.all([rows.abandon(), rejected.abandon()]);
    throw error;
  }
}

interface Meter {
  hash: Hash;
  size_bytes: number;
}

async function readThrough(source: Readable, file: DeliveredFile, meter: Meter, lines: FileLines): Promise<void> {
  const measured = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      meter.hash.update(chunk);
      meter.size_bytes += chunk.length;
      yield chunk;
    }
  };
  const read = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) await lines.take(chunk);
    await lines.end();
  };
  try {
    if (file.name.endsWith('.gz')) await pipeline(source, measured, createGunzip({ chunkSize: 256 * 1024 }), read);
    else await pipeline(source, measured, read);
  } catch (error) {
    throw gzipRefusal(error) ?? error;
  }
}

function gzipRefusal(error: unknown): DeliveryRefused | undefined {
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
  if (lines.delivered !== file.rows) {
    throw new DeliveryRefused(
      'RowCountMismatch',
      `the file has ${lines.delivered} rows, the manifest says ${file.rows}`,
    );
  }
}

/** The lines of one file on their way into parts. */
class FileLines implements CsvSink {
  delivered = 0;
  rejected = 0;
  readonly #asOf: string;
  readonly #file: DeliveredFile;
  readonly #rows: PartWriter;
  readonly #rejects: PartWriter;
  readonly #reader = new CsvReader(this);
  readonly #sealer: PersonSealer | undefined;
  #toCanonical: RowConverter | undefined;
  /** Whether rows wait for the load's key: those of the first chunk do. */
  #needsKey = false;
  #held: [fields: string[], line: number, plain: boolean][] = [];

  constructor(
    asOf: string,
    file: DeliveredFile,
    rows: PartWriter,
    rejects: PartWriter,
    sealer: PersonSealer | undefined,
  ) {
    this.#asOf = asOf;
    this.#file = file;
    this.#rows = rows;
    this.#rejects = rejects;
    this.#sealer = sealer;
  }

  get hasHeader(): boolean {
    return this.#toCanonical !== undefined;
  }

  async take(chunk: Buffer): Promise<void> {
    this.#reader.push(chunk);
    await this.#flush();
  }

  async end(): Promise<void> {
    this.#reader.end();
    await this.#flush();
  }

  /** Keys before rows: a part that can be seen can be opened. */
  async #flush(): Promise<void> {
    if (this.#needsKey) {
      await this.#sealer?.createLoadKey();
      this.#needsKey = false;
      for (const row of this.#held) this.#take(...row);
      this.#held = [];
    }
    await this.#sealer?.flush();
    await this.#rows.flush();
    await this.#rejects.flush();
  }

  record(fields: string[], line: number, plain: boolean): void {
    if (!this.#toCanonical) {
      const { table, attributes } = this.#file;
      const sealer = this.#sealer;
      this.#toCanonical = createRowConverter(
        table,
        this.#asOf,
        fields,
        attributes,
        sealer && ((...row) => sealer.seal(...row)),
      );
      this.#needsKey = sealer !== undefined && hasPersonalData(table, fields);
    } else if (this.#needsKey) this.#held.push([fields, line, plain]);
    else this.#take(fields, line, plain);
  }

  #take(fields: string[], line: number, plain: boolean): void {
    const row = (this.#toCanonical as RowConverter)(fields, line, plain);
    if ('reason' in row) this.#reject(line, row.reason, row.detail);
    else {
      this.delivered += 1;
      this.#rows.add(row.text);
    }
  }

  unreadable(line: number, reason: string): void {
    if (!this.#toCanonical) throw new DeliveryRefused('InvalidHeader', `the header cannot be read: ${reason}`);
    this.#reject(line, reason, null);
  }

  /** A line that cannot be read may hold personal data anywhere: its number is kept, its text is not. */
  #reject(line: number, reason: string, detail: Record<string, unknown> | null): void {
    this.delivered += 1;
    this.rejected += 1;
    this.#rejects.add(`${line},${quoted(reason)},${detail ? quoted(JSON.stringify(detail)) : ''}\n`);
  }
}
