/** Reads an uploaded file as a stream: hashes it, decompresses it where it is gzip, and separates its header. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type BatchRefusal, MAX_LINE_BYTES } from '../../shared/batch-contract.ts';
import { RiskError } from '../../shared/errors.ts';
import { formatCountOf } from '../../shared/page/number-format.ts';

/** The file cannot be scored. The client reads `problem` and the message; the workflow does not fail. */
export class FileRefused extends RiskError {
  readonly problem: BatchRefusal;

  constructor(problem: BatchRefusal, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.problem = problem;
  }
}

export const createLineTooLongError = (line: number): FileRefused =>
  new FileRefused('line-too-long', `Line ${line} has more than ${formatCountOf(MAX_LINE_BYTES, 'byte')}.`);

export const NEWLINE = 0x0a;

/**
 * Decompresses a file that begins as gzip does. After the whole file is read, `sha256` returns its hash.
 * Reading `text` throws {FileRefused} when the gzip data are broken.
 */
export function readUpload(file: AsyncIterable<Buffer>): { text: AsyncIterable<Buffer>; sha256: () => string } {
  const hash = createHash('sha256');
  async function* hashBuffers() {
    for await (const buffer of file) {
      hash.update(buffer);
      yield buffer;
    }
  }
  return { text: decompress(hashBuffers()), sha256: () => hash.digest('hex') };
}

async function* decompress(file: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let firstBytes = Buffer.alloc(0);
  while (firstBytes.length < 2) {
    const { value, done } = await file.next();
    if (done) break;
    firstBytes = Buffer.concat([firstBytes, value]);
  }
  const wholeFile = (async function* () {
    yield firstBytes;
    yield* file;
  })();
  if (firstBytes[0] !== 0x1f || firstBytes[1] !== 0x8b) {
    yield* wholeFile;
    return;
  }
  const source = Readable.from(wholeFile);
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

/**
 * Separates the header line, without byte order mark and line break, from the bytes after it.
 * @throws {FileRefused} when the header line is too long
 */
export async function splitHeader(
  text: AsyncIterable<Buffer>,
): Promise<{ header: string; body: AsyncGenerator<Buffer> }> {
  const buffers = text[Symbol.asyncIterator]();
  let bytes = Buffer.alloc(0);
  let end = -1;
  while (end < 0) {
    const { value, done } = await buffers.next();
    if (done) break;
    bytes = Buffer.concat([bytes, value]);
    end = bytes.indexOf(NEWLINE);
    if (end < 0 && bytes.length > MAX_LINE_BYTES) throw createLineTooLongError(1);
  }
  if (end > MAX_LINE_BYTES) throw createLineTooLongError(1);
  const line = bytes.subarray(0, end < 0 ? bytes.length : end).toString('utf8');
  async function* readBody() {
    if (end >= 0 && end + 1 < bytes.length) yield bytes.subarray(end + 1);
    for (;;) {
      const { value, done } = await buffers.next();
      if (done) return;
      yield value;
    }
  }
  return { header: line.replace(/^\ufeff/, '').replace(/\r$/, ''), body: readBody() };
}
