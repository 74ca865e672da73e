/** The lines of an uploaded file: one CSV record each, for a value may hold no line break. */
import { isUtf8 } from 'node:buffer';
import { readRecord } from '../../shared/csv/read-record.ts';

/** The fields of a line without its line break; null when its quotes are broken or it holds a NUL. */
export function parseFields(line: string): string[] | null {
  if (line.includes('\0')) return null;
  if (!line.includes('"')) return line.split(',');
  const record = readRecord(line);
  return typeof record === 'string' ? null : record.fields;
}

/** A line of a part with its number in the file; `fields` is null where it cannot be read. */
export type UploadLine = { line: number; fields: string[] | null };

/** The lines of a part, those without anything on them left out. `firstLine` is the number of the first, from 1. */
export function* parseLines(part: Buffer, firstLine: number): Generator<UploadLine> {
  const isSound = isUtf8(part);
  let line = firstLine;
  for (const raw of part.toString('utf8').split('\n')) {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    // What is not UTF-8 was decoded to U+FFFD; only a file with such bytes has to be looked at again.
    if (text !== '') yield { line, fields: isSound || !text.includes('\ufffd') ? parseFields(text) : null };
    line += 1;
  }
}
