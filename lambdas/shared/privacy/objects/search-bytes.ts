/**
 * Searches the content of one object for a person, in bounded memory: plain or gzipped text as a stream, archives and
 * workbooks entry by entry. What cannot be opened is said to be opaque.
 */
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { unzipSync } from 'fflate';
import { holdsPattern } from '../person-marks.ts';

export type Finding = 'named' | 'not_named' | 'opaque';

/** An archive is opened in memory. */
const MAX_ARCHIVE_BYTES = 256 * 2 ** 20;
const GZIP = Buffer.from([0x1f, 0x8b]);
const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
/** Formats whose texts are compressed or encrypted in a way that nothing here reads. */
const OPAQUE = ['PAR1', 'Obj\u0001', '\u00d0\u00cf\u0011\u00e0', '7z\u00bc\u00af', '\u0028\u00b5\u002f\u00fd'].map(
  (text) => Buffer.from(text, 'latin1'),
);

/** @param bytes the object as it is stored; it is consumed or destroyed */
export async function searchBytes(bytes: Readable, patterns: readonly Buffer[]): Promise<Finding> {
  try {
    const chunks = bytes[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await readStart(chunks);
    if (OPAQUE.some((start) => first.subarray(0, start.length).equals(start))) return 'opaque';
    if (first.subarray(0, ZIP.length).equals(ZIP)) return await searchArchive(first, chunks, patterns);
    if (!first.subarray(0, GZIP.length).equals(GZIP)) return await searchText(join(first, chunks), patterns);
    const gunzip = createGunzip();
    return await searchText(pump(join(first, chunks), gunzip), patterns);
  } finally {
    bytes.destroy();
  }
}

/** Reads as much as tells the format. */
async function readStart(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let start: Buffer = Buffer.alloc(0);
  while (start.length < 8) {
    const { value, done } = await chunks.next();
    if (done) break;
    start = Buffer.concat([start, value]);
  }
  return start;
}

async function* join(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** Passes chunks through a transformation. */
async function* pump(
  chunks: AsyncIterable<Buffer>,
  transformation: ReturnType<typeof createGunzip>,
): AsyncGenerator<Buffer> {
  pipeline(Readable.from(chunks), transformation, () => {}); // its errors end the loop below
  yield* transformation as AsyncIterable<Buffer>;
}

async function searchText(chunks: AsyncIterable<Buffer>, patterns: readonly Buffer[]): Promise<Finding> {
  const overlap = Math.max(0, ...patterns.map(({ length }) => length)) + 1;
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes: Buffer = Buffer.concat([tail, chunk]);
    if (holdsPattern(bytes, patterns)) return 'named';
    tail = bytes.subarray(Math.max(0, bytes.length - overlap));
  }
  return 'not_named';
}

async function searchArchive(
  first: Buffer,
  rest: AsyncIterator<Buffer>,
  patterns: readonly Buffer[],
): Promise<Finding> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of join(first, rest)) {
    parts.push(chunk);
    size += chunk.length;
    if (size > MAX_ARCHIVE_BYTES) return 'opaque';
  }
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(Buffer.concat(parts), { filter: ({ originalSize }) => originalSize <= 4 * MAX_ARCHIVE_BYTES });
  } catch {
    return 'opaque'; // encrypted or damaged
  }
  const isNamed = Object.entries(entries).some(([name, bytes]) =>
    holdsPattern(Buffer.concat([Buffer.from(`${name}\n`), bytes]), patterns),
  );
  return isNamed ? 'named' : 'not_named';
}
