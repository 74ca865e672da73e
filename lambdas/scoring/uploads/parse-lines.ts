/** Parses the lines of an uploaded file. Each line is one CSV record, because a value cannot contain a line break. */
import { isUtf8 } from 'node:buffer';
import { readCsvRecord } from '../../shared/csv/read-csv-record.ts';

export interface UploadLine {
  /** Number in the file; the header is line 1. */
  line: number;
  /** Null where the line cannot be read. */
  fields: string[] | null;
}

/** Parses the lines of a part and skips empty ones. `firstLine` is the number of the part's first line. */
export function* parseLines(part: Buffer, firstLine: number): Generator<UploadLine> {
  const isValid = isUtf8(part);
  let line = firstLine;
  for (const raw of part.toString(isValid ? 'utf8' : 'latin1').split('\n')) {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (text !== '') yield { line, fields: isValid ? parseFields(text) : decodeAndParse(text) };
    line += 1;
  }
}

/** Parses a line of a part of which some bytes are not UTF-8. Latin-1 keeps each byte as a character. */
function decodeAndParse(bytes: string): string[] | null {
  const line = Buffer.from(bytes, 'latin1');
  return isUtf8(line) ? parseFields(line.toString('utf8')) : null;
}

/** Parses a line without its line break. Returns null when its quotes are broken or it contains a NUL. */
export function parseFields(line: string): string[] | null {
  if (line.includes('\0')) return null;
  if (!line.includes('"')) return line.split(',');
  const record = readCsvRecord(line);
  return typeof record === 'string' ? null : record.fields;
}
