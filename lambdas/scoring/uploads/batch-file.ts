/** An uploaded file as a stream: decompressed where it is gzip, hashed as it came, cut into parts of whole lines. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import {
  type BatchRefusal,
  MAX_BATCH_ROWS,
  MAX_DECOMPRESSED_BYTES,
  MAX_LINE_BYTES,
} from '../../shared/batch-contract.ts';
import { RiskError } from '../../shared/errors.ts';

/** The file cannot be scored: an outcome that the client is told, not a fault. */
export class FileRefused extends RiskError {
  readonly problem: BatchRefusal;

  constructor(problem: BatchRefusal, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.problem = problem;
  }
}

/** Lines of a file that are scored and stored together, as their bytes; the last may have no line break. */
export type FilePart = { firstLine: number; rows: number; bytes: Buffer };

/** A part is scored in seconds, and stored in one statement far below the Data API's 45 seconds. */
const PART_ROWS = 25_000;
const PART_BYTES = 16 * 2 ** 20;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The bytes of a file, decompressed if they begin as gzip does; `sha256` is of those that came, once all were read. */
export function readUpload(stream: AsyncIterable<Buffer>): { text: AsyncIterable<Buffer>; sha256: () => string } {
  const hash = createHash('sha256');
  async function* hashed() {
    for await (const chunk of stream) {
      hash.update(chunk);
      yield chunk;
    }
  }
  return { text: decompressed(hashed()), sha256: () => hash.digest('hex') };
}

async function* decompressed(stream: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let first = Buffer.alloc(0);
  while (first.length < 2) {
    const { value, done } = await stream.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  const all = (async function* () {
    yield first;
    yield* stream;
  })();
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* all;
    return;
  }
  const source = Readable.from(all);
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('error', (error) => gunzip.destroy(error)).pipe(gunzip);
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (!code.startsWith('Z_')) throw cause;
    throw new FileRefused('broken-gzip', 'The file begins as gzip does, and cannot be decompressed.', { cause });
  } finally {
    source.destroy();
  }
}

/** The header line, without a byte order mark and its end, and the bytes after it. Throws FileRefused. */
export async function splitHeader(
  text: AsyncIterable<Buffer>,
): Promise<{ header: string; body: AsyncGenerator<Buffer> }> {
  const chunks = text[Symbol.asyncIterator]();
  let read = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const { value, done } = await chunks.next();
    if (done) break;
    read = Buffer.concat([read, value]);
    end = read.indexOf(NEWLINE);
    if (end < 0 && read.length > MAX_LINE_BYTES) throw lineTooLong(1);
  }
  const line = read.subarray(0, end < 0 ? read.length : end).toString('utf8');
  async function* body() {
    if (end >= 0 && end + 1 < read.length) yield read.subarray(end + 1);
    for (;;) {
      const { value, done } = await chunks.next();
      if (done) return;
      yield value;
    }
  }
  return { header: line.replace(/^\ufeff/, '').replace(/\r$/, ''), body: body() };
}

const lineTooLong = (line: number) =>
  new FileRefused('line-too-long', `Line ${line} has more than ${MAX_LINE_BYTES} bytes.`);

/** Cuts what comes after the header into parts; only one is held at a time. Throws FileRefused. */
export async function* splitIntoParts(body: AsyncIterable<Buffer>): AsyncGenerator<FilePart> {
  const lines = new LineCounter();
  let held: Buffer[] = [];
  let heldBytes = 0;
  let allBytes = 0;
  const take = (bytes: Buffer): FilePart => {
    const part = { ...lines.startPart(), bytes: Buffer.concat([...held, bytes]) };
    [held, heldBytes] = [[], 0];
    return part;
  };
  for await (const chunk of body) {
    allBytes += chunk.length;
    if (allBytes > MAX_DECOMPRESSED_BYTES)
      throw new FileRefused('too-large', `The file has more than ${MAX_DECOMPRESSED_BYTES} bytes.`);
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, end + 1)) {
      lines.endLine(chunk, end);
      if (lines.rows < PART_ROWS && heldBytes + end - from < PART_BYTES) continue;
      yield take(chunk.subarray(from, end + 1));
      from = end + 1;
    }
    lines.keep(chunk);
    held.push(chunk.subarray(from));
    heldBytes += chunk.length - from;
  }
  lines.endFile();
  if (lines.rows > 0) yield take(Buffer.alloc(0));
}

/** Counts lines and rows, which are the lines with something on them, over chunks of any size. */
class LineCounter {
  rows = 0;
  #allRows = 0;
  /** The header is line 1. */
  #firstLine = 2;
  #line = 2;
  /** Of the line whose end has not come: where it begins in this chunk, and what of it came before. */
  #from = 0;
  #bytesBefore = 0;
  #lastBefore = 0;

  endLine(chunk: Buffer, end: number): void {
    const length = this.#bytesBefore + end - this.#from;
    const last = end > this.#from ? chunk[end - 1] : this.#lastBefore;
    this.#count(length, last);
    this.#from = end + 1;
    this.#bytesBefore = 0;
  }

  /** The chunk is over. */
  keep(chunk: Buffer): void {
    this.#bytesBefore += chunk.length - this.#from;
    this.#from = 0;
    this.#lastBefore = chunk.at(-1) ?? this.#lastBefore;
    if (this.#bytesBefore > MAX_LINE_BYTES) throw lineTooLong(this.#line);
  }

  /** A last line without a line break counts. */
  endFile(): void {
    if (this.#bytesBefore > 0) this.#count(this.#bytesBefore, this.#lastBefore);
  }

  startPart(): { firstLine: number; rows: number } {
    const part = { firstLine: this.#firstLine, rows: this.rows };
    this.#firstLine = this.#line;
    this.rows = 0;
    return part;
  }

  #count(length: number, last: number | undefined): void {
    if (length > MAX_LINE_BYTES) throw lineTooLong(this.#line);
    this.#line += 1;
    if (length === 0 || (length === 1 && last === CARRIAGE_RETURN)) return;
    this.rows += 1;
    this.#allRows += 1;
    if (this.#allRows > MAX_BATCH_ROWS) {
      throw new FileRefused('too-many-rows', `The file has more than ${MAX_BATCH_ROWS} rows.`);
    }
  }
}
