/**
 * Reads RFC 4180 CSV from a stream of bytes in bounded memory. The sink gets the number of an unreadable line, and
 * reading continues with the next line. Buffers can split the input anywhere.
 */

import { isUtf8 } from 'node:buffer';
import { type CsvRecord, readCsvRecord } from '../../shared/csv/read-csv-record.ts';
import { MAX_RECORD_LENGTH } from '../../shared/landing/delivery-limits.ts';

/** Why a line cannot be read. */
export type UnreadableReason = 'broken_quoting' | 'nul_byte' | 'invalid_utf8' | 'line_too_long';

/** Receives records and unreadable lines, in order. Lines are those of the file, counted from 1. */
export interface CsvSink {
  /** @param isPlain whether no field holds a quote, a comma or a line break */
  onRecord(fields: string[], line: number, isPlain: boolean): void;
  onUnreadable(line: number, reason: UnreadableReason): void;
}

/** UTF-8 needs at most three bytes for a UTF-16 unit: more bytes than this exceed the limit in any case. */
export const MAX_RECORD_BYTES = 3 * MAX_RECORD_LENGTH;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const NO_BYTES = Buffer.alloc(0);

export class CsvReader {
  readonly #sink: CsvSink;
  /** Bytes of the last line, which is still incomplete. */
  #incompleteLine: Buffer = NO_BYTES;
  /** Complete lines of a quoted record that is still incomplete. */
  #incompleteRecord = '';
  /** The number of the next line to read. */
  #line = 1;
  #isFirst = true;
  /** Whether the buffer has quotes and carriage returns. Its bytes are searched once: a search in each line is slow. */
  #hasQuotes = false;
  #hasReturns = false;
  #isSkipping = false;
  readonly #invalidLines = new Set<number>();

  constructor(sink: CsvSink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    const bytes = this.#incompleteLine.length > 0 ? Buffer.concat([this.#incompleteLine, chunk]) : chunk;
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) this.#readLines(bytes.subarray(0, end));
    this.#incompleteLine = bytes.subarray(end);
    if (this.#incompleteLine.length > MAX_RECORD_BYTES) this.#skipLine();
  }

  /** Ends the input. The last line may lack its line break. */
  end(): void {
    if (this.#incompleteLine.length > 0 || this.#isSkipping) this.push(Buffer.from('\n'));
    this.#read('', true);
  }

  /** Drops a line that is too long to hold in memory. */
  #skipLine(): void {
    this.#read('', true);
    this.#isSkipping = true;
    this.#incompleteLine = NO_BYTES;
  }

  #readLines(lines: Buffer): void {
    let bytes = lines;
    if (this.#isSkipping) {
      this.#isSkipping = false;
      this.#isFirst = false;
      this.#sink.onUnreadable(this.#line, 'line_too_long');
      this.#line += 1;
      bytes = lines.subarray(lines.indexOf(NEWLINE) + 1);
    }
    this.#hasQuotes = bytes.includes(QUOTE);
    this.#hasReturns = bytes.includes(CARRIAGE_RETURN);
    this.#read(isUtf8(bytes) ? bytes.toString('utf8') : this.#decodeByLine(bytes), false);
  }

  /** Decodes lines of which some are not valid UTF-8, and records which. */
  #decodeByLine(bytes: Buffer): string {
    let line = this.#line + countNewlines(this.#incompleteRecord);
    for (let start = 0; start < bytes.length; line += 1) {
      const end = bytes.indexOf(NEWLINE, start) + 1;
      if (!isUtf8(bytes.subarray(start, end))) this.#invalidLines.add(line);
      start = end;
    }
    return bytes.toString('utf8');
  }

  /** Reads complete lines. With `isLast`, a record that is still incomplete is broken. */
  #read(lines: string, isLast: boolean): void {
    const text = this.#dropByteOrderMark(this.#incompleteRecord + lines);
    let nextQuote = this.#hasQuotes || this.#incompleteRecord !== '' ? -1 : Number.POSITIVE_INFINITY;
    this.#incompleteRecord = '';
    for (let start = 0; start < text.length; ) {
      const end = text.indexOf('\n', start);
      if (nextQuote < start) nextQuote = findIndexOrInfinity(text, '"', start);
      if (end - start > MAX_RECORD_LENGTH) {
        this.#reject('line_too_long');
        start = end + 1;
      } else if (nextQuote > end) {
        this.#readPlain(text, start, end);
        start = end + 1;
      } else {
        const record = readCsvRecord(text, start);
        if (record === 'incomplete' && !isLast && text.length - start <= MAX_RECORD_LENGTH) {
          this.#incompleteRecord = text.slice(start);
          return;
        }
        start = this.#emitQuoted(record, text, start, end);
      }
    }
  }

  #readPlain(text: string, start: number, end: number): void {
    const last = end > start && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
    if (last === start) {
      this.#line += 1; // an empty line is no record
      return;
    }
    const raw = text.slice(start, last);
    this.#emit(raw.split(','), raw, 1, !this.#hasReturns);
  }

  /** Emits a record with quotes, or rejects its first line only. Returns where to continue. */
  #emitQuoted(record: CsvRecord | 'incomplete' | 'broken', text: string, start: number, end: number): number {
    if (record === 'incomplete' || record === 'broken' || record.next - start > MAX_RECORD_LENGTH) {
      this.#reject('broken_quoting');
      return end + 1;
    }
    const raw = text.slice(start, record.next);
    this.#emit(record.fields, raw, countNewlines(raw), false);
    return record.next;
  }

  #emit(fields: string[], raw: string, lines: number, isPlain: boolean): void {
    const line = this.#line;
    this.#line += lines;
    if (this.#dropInvalidLines(line, lines)) this.#sink.onUnreadable(line, 'invalid_utf8');
    else if (raw.includes('\0')) this.#sink.onUnreadable(line, 'nul_byte');
    else this.#sink.onRecord(fields, line, isPlain);
  }

  #reject(reason: UnreadableReason): void {
    this.#dropInvalidLines(this.#line, 1);
    this.#sink.onUnreadable(this.#line, reason);
    this.#line += 1;
  }

  /** Whether one of these lines is not UTF-8; forgets them. */
  #dropInvalidLines(line: number, lines: number): boolean {
    if (this.#invalidLines.size === 0) return false;
    let hasInvalid = false;
    for (let i = line; i < line + lines; i += 1) hasInvalid = this.#invalidLines.delete(i) || hasInvalid;
    return hasInvalid;
  }

  #dropByteOrderMark(text: string): string {
    if (!this.#isFirst || text === '') return text;
    this.#isFirst = false;
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }
}

function findIndexOrInfinity(text: string, character: string, start: number): number {
  const index = text.indexOf(character, start);
  return index < 0 ? Number.POSITIVE_INFINITY : index;
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
