/**
 * Reads a text file once before its layout is sought: where it is not UTF-8, its first and last bytes, and lines with
 * bytes beyond ASCII, by which an encoding is guessed.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { findCharacterEnd } from './decode-text.ts';

export interface TextScan {
  bytes: number;
  head: Buffer;
  /** Whether the head is the whole file. */
  isWhole: boolean;
  /** The last bytes, which overlap the head in a small file. */
  tail: Buffer;
  /** Line of the first byte that is not UTF-8; null when all are. */
  firstInvalidLine: number | null;
  /** Bytes around those beyond ASCII, from the whole file. */
  beyondAscii: Buffer;
}

export const HEAD_BYTES = 2 ** 20;
const TAIL_BYTES = 64 * 1024;
const SAMPLE_BYTES = 256 * 1024;
const SAMPLE_PART_BYTES = 4096;

/** Scans a stream to its end. */
export async function scanText(bytes: Readable): Promise<TextScan> {
  const head: Buffer[] = [];
  let headBytes = 0;
  let total = 0;
  let tail = Buffer.alloc(0);
  const validity = new Utf8Check();
  const sample = new BeyondAsciiSample();
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (headBytes < HEAD_BYTES) {
      head.push(chunk.subarray(0, HEAD_BYTES - headBytes));
      headBytes += head.at(-1)?.length ?? 0;
    }
    tail = joinTail(tail, chunk);
    if (isAscii(chunk)) {
      validity.addAscii(chunk);
      continue;
    }
    sample.add(chunk);
    validity.add(chunk);
  }
  validity.end();
  return {
    bytes: total,
    head: Buffer.concat(head),
    isWhole: total <= HEAD_BYTES,
    tail,
    firstInvalidLine: validity.firstInvalidLine,
    beyondAscii: sample.bytes,
  };
}

function joinTail(tail: Buffer, chunk: Buffer): Buffer<ArrayBuffer> {
  if (chunk.length >= TAIL_BYTES) return Buffer.from(chunk.subarray(-TAIL_BYTES));
  return Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES) as Buffer<ArrayBuffer>;
}

/** Checks the whole stream, because a byte that is not UTF-8 can be the last. */
class Utf8Check {
  firstInvalidLine: number | null = null;
  private lines = 1;
  private rest = Buffer.alloc(0);

  addAscii(chunk: Buffer): void {
    if (this.firstInvalidLine !== null) return;
    if (this.rest.length > 0) this.fail(this.rest);
    this.lines += countLineFeeds(chunk);
  }

  add(chunk: Buffer): void {
    if (this.firstInvalidLine !== null) return;
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const end = findCharacterEnd(bytes);
    const whole = bytes.subarray(0, end);
    this.rest = Buffer.from(bytes.subarray(end));
    if (isUtf8(whole)) this.lines += countLineFeeds(whole);
    else this.fail(whole);
  }

  end(): void {
    if (this.firstInvalidLine === null && this.rest.length > 0) this.fail(this.rest);
  }

  private fail(bytes: Buffer): void {
    let start = 0;
    for (let end = nextLine(bytes, 0); start < bytes.length; end = nextLine(bytes, start)) {
      if (!isUtf8(bytes.subarray(start, end))) break;
      this.lines += 1;
      start = end;
    }
    this.firstInvalidLine = this.lines;
  }
}

const LINE_FEED = 10;
const nextLine = (bytes: Buffer, from: number): number => {
  const index = bytes.indexOf(LINE_FEED, from);
  return index === -1 ? bytes.length : index + 1;
};

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

/** Collects pieces with bytes beyond ASCII: a guess from the beginning alone would often see none. */
class BeyondAsciiSample {
  private readonly parts: Buffer[] = [];
  private size = 0;

  get bytes(): Buffer {
    return Buffer.concat(this.parts);
  }

  add(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && this.size < SAMPLE_BYTES; at += SAMPLE_PART_BYTES) {
      const part = chunk.subarray(at, at + SAMPLE_PART_BYTES);
      if (isAscii(part)) continue;
      this.parts.push(Buffer.from(part));
      this.size += part.length;
    }
  }
}
