/** Splits the lines after a file's header into parts and enforces the limits on rows and bytes. */
import {
  BATCH_PART_ROWS,
  MAX_BATCH_LINES,
  MAX_BATCH_ROWS,
  MAX_DECOMPRESSED_BYTES,
  MAX_LINE_BYTES,
} from '../../shared/batch-contract.ts';
import { formatCountOf } from '../../shared/page/number-format.ts';
import { createLineTooLongError, FileRefused, NEWLINE } from './read-upload.ts';

/** Whole lines as their bytes. The last line of the file may have no line break. */
export interface FilePart {
  firstLine: number;
  rows: number;
  bytes: Buffer;
}

/** A part ends here or after BATCH_PART_ROWS, whichever comes first. */
const PART_BYTES = 16 * 2 ** 20;
const CARRIAGE_RETURN = 0x0d;

/**
 * Splits the file without holding more than one part in memory.
 * @throws {FileRefused} when a line or the file is too long, or the file has too many rows
 */
export async function* splitIntoParts(body: AsyncIterable<Buffer>): AsyncGenerator<FilePart> {
  const lines = new LineCounter();
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let totalBytes = 0;
  const closePart = (bytes: Buffer): FilePart => {
    const part = { ...lines.startPart(), bytes: Buffer.concat([...pending, bytes]) };
    [pending, pendingBytes] = [[], 0];
    return part;
  };
  for await (const buffer of body) {
    totalBytes += buffer.length;
    if (totalBytes > MAX_DECOMPRESSED_BYTES) {
      throw new FileRefused('too-large', `The file has more than ${formatCountOf(MAX_DECOMPRESSED_BYTES, 'byte')}.`);
    }
    let start = 0;
    for (let end = buffer.indexOf(NEWLINE); end >= 0; end = buffer.indexOf(NEWLINE, end + 1)) {
      lines.endLine(buffer, end);
      if (lines.rows < BATCH_PART_ROWS && pendingBytes + end - start < PART_BYTES) continue;
      yield closePart(buffer.subarray(start, end + 1));
      start = end + 1;
    }
    lines.endBuffer(buffer);
    pending.push(buffer.subarray(start));
    pendingBytes += buffer.length - start;
  }
  lines.endFile();
  if (lines.rows > 0) yield closePart(Buffer.alloc(0));
}

/** Counts lines, and rows, which are the lines that are not empty, over buffers of any size. */
class LineCounter {
  /** Rows of the current part. */
  rows = 0;
  #fileRows = 0;
  /** The header is line 1. */
  #firstLine = 2;
  #line = 2;
  /** Start of the current line in the current buffer; its bytes in earlier buffers, and the last of those. */
  #start = 0;
  #earlierBytes = 0;
  #lastEarlierByte = 0;

  endLine(buffer: Buffer, end: number): void {
    const length = this.#earlierBytes + end - this.#start;
    const lastByte = end > this.#start ? buffer[end - 1] : this.#lastEarlierByte;
    this.#count(length, lastByte);
    this.#start = end + 1;
    this.#earlierBytes = 0;
  }

  endBuffer(buffer: Buffer): void {
    this.#earlierBytes += buffer.length - this.#start;
    this.#start = 0;
    this.#lastEarlierByte = buffer.at(-1) ?? this.#lastEarlierByte;
    if (this.#earlierBytes > MAX_LINE_BYTES) throw createLineTooLongError(this.#line);
  }

  /** Counts a last line without a line break. */
  endFile(): void {
    if (this.#earlierBytes > 0) this.#count(this.#earlierBytes, this.#lastEarlierByte);
  }

  /** Starts the next part. @returns line and rows of the part that ends here */
  startPart(): { firstLine: number; rows: number } {
    const part = { firstLine: this.#firstLine, rows: this.rows };
    this.#firstLine = this.#line;
    this.rows = 0;
    return part;
  }

  #count(length: number, lastByte: number | undefined): void {
    if (length > MAX_LINE_BYTES) throw createLineTooLongError(this.#line);
    this.#line += 1;
    if (this.#line > MAX_BATCH_LINES) {
      throw new FileRefused('too-many-rows', `The file has more than ${formatCountOf(MAX_BATCH_LINES, 'line')}.`);
    }
    if (length === 0 || (length === 1 && lastByte === CARRIAGE_RETURN)) return;
    this.rows += 1;
    this.#fileRows += 1;
    if (this.#fileRows > MAX_BATCH_ROWS) {
      throw new FileRefused('too-many-rows', `The file has more than ${formatCountOf(MAX_BATCH_ROWS, 'row')}.`);
    }
  }
}
