/** The lines of an uploaded file: one CSV record each, for a value may hold no line break. */
import { isUtf8 } from 'node:buffer';

/**
 * The fields of a line (RFC 4180, without its end), or null where its quotes are broken or it holds what no text of the
 * database can.
 */
export function fieldsOf(line: string): string[] | null {
  if (line.includes('\0')) return null;
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  for (let at = 0; ; ) {
    const field = line[at] === '"' ? quotedField(line, at) : bareField(line, at);
    if (!field) return null;
    fields.push(field.value);
    if (field.end === line.length) return fields;
    at = field.end + 1;
  }
}

type Field = { value: string; end: number };

function quotedField(line: string, start: number): Field | null {
  let value = '';
  for (let from = start + 1; ; ) {
    const end = line.indexOf('"', from);
    if (end < 0) return null;
    value += line.slice(from, end);
    const next = line[end + 1];
    if (next === undefined || next === ',') return { value, end: end + 1 };
    if (next !== '"') return null;
    value += '"';
    from = end + 2;
  }
}

function bareField(line: string, start: number): Field | null {
  const comma = line.indexOf(',', start);
  const end = comma < 0 ? line.length : comma;
  const value = line.slice(start, end);
  return value.includes('"') ? null : { value, end };
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
    if (text !== '') yield { line, fields: isSound || !text.includes('\ufffd') ? fieldsOf(text) : null };
    line += 1;
  }
}

/** A field as RFC 4180 writes it. */
export function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

export const csvLine = (values: readonly (string | number | null)[]): string => `${values.map(csvField).join(',')}\n`;
