/** Rewrites a CSV file without a person's records, in bounded memory; everything else stays byte for byte. */
import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { PersonMarks } from '../person-marks.ts';
import type { ObjectVersion, VersionStore } from './object-versions.ts';
import { createPersonTest, type IsOfPerson } from './person-rows.ts';
import { type FileRecord, readRecords } from './read-records.ts';

/** A file as it is after the rewriting. */
export interface RewrittenFile {
  removedRows: number;
  /** Data rows that stay. */
  rows: number;
  sha256: string;
}

/** Whether a key names a CSV file, gzipped or not. */
export const isCsvFile = (key: string): boolean => /\.csv(\.gz)?$/.test(key);

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Replaces the newest version by one without the person's records.
 * @returns `not_rows` where no column says whose a record is, `of_others` where no record is the person's; then nothing
 * was changed
 */
export async function rewriteFile(
  store: VersionStore,
  version: ObjectVersion,
  marks: PersonMarks,
): Promise<RewrittenFile | 'not_rows' | 'of_others'> {
  const counted = createCount();
  for await (const _ of keepRecords(store, version, marks, counted));
  if (!counted.hasOwners) return 'not_rows';
  if (counted.removedRows === 0) return 'of_others';
  const source = await store.open(version);
  source?.body.destroy();
  const hash = createHash('sha256');
  const output = new PassThrough().on('data', (chunk: Buffer) => hash.update(chunk));
  const text = Readable.from(keepRecords(store, version, marks, createCount()), { objectMode: false });
  const written = isGzip(version) ? pipeline(text, createGzip(), output) : pipeline(text, output);
  const { contentEncoding, contentType } = source ?? {};
  await Promise.all([written, store.replace(version, { contentEncoding, contentType }, output)]);
  return { removedRows: counted.removedRows, rows: counted.rows, sha256: hash.digest('hex') };
}

interface Count {
  hasOwners: boolean;
  removedRows: number;
  rows: number;
}

const createCount = (): Count => ({ hasOwners: false, removedRows: 0, rows: 0 });
const isGzip = ({ key }: ObjectVersion): boolean => key.endsWith('.gz');

/** Yields the records that are not the person's, as they are written, and counts both kinds. */
async function* keepRecords(
  store: VersionStore,
  version: ObjectVersion,
  marks: PersonMarks,
  count: Count,
): AsyncGenerator<string> {
  const source = await store.open(version);
  if (!source) return;
  const bytes = isGzip(version) ? source.body.pipe(createGunzip()) : source.body;
  source.body.on('error', (error) => bytes.destroy(error));
  let isOfPerson: IsOfPerson | undefined;
  for await (const record of readRecords(decode(bytes))) {
    if (!isOfPerson) {
      isOfPerson = createPersonTest(readHeader(record), marks);
      if (!isOfPerson) return;
      count.hasOwners = true;
      yield record.text;
    } else if (isOfPerson(record)) {
      count.removedRows += 1;
    } else {
      if (record.text.trim() !== '') count.rows += 1; // an empty line is no row
      yield record.text;
    }
  }
}

const readHeader = ({ fields }: FileRecord): string[] =>
  (fields ?? []).map((name, index) => (index === 0 ? name.replace(BYTE_ORDER_MARK, '') : name));

async function* decode(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
