/** Reads one CSV record (RFC 4180). Delivered files and uploaded batches share it. */

export interface CsvRecord {
  fields: string[];
  /** Index of the next record. */
  next: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Reads the record at `start`, which ends at a line break outside of quotes or with the text.
 * @returns `incomplete` when the text ends inside of quotes, `broken` when a quote is misplaced
 */
export function readCsvRecord(text: string, start = 0): CsvRecord | 'incomplete' | 'broken' {
  const fields: string[] = [];
  for (let at = start; ; ) {
    const field = text.charCodeAt(at) === QUOTE ? readQuotedField(text, at) : readUnquotedField(text, at);
    if (typeof field === 'string') return field;
    fields.push(field.value);
    if (text.charCodeAt(field.end) === COMMA) at = field.end + 1;
    else return { fields, next: field.end + (text.charCodeAt(field.end) === CARRIAGE_RETURN ? 2 : 1) };
  }
}

interface Field {
  value: string;
  /** Index of the comma or the line break after the field, or of the end of the text. */
  end: number;
}

function readQuotedField(text: string, start: number): Field | 'incomplete' | 'broken' {
  let from = start + 1;
  let value = '';
  for (;;) {
    const end = text.indexOf('"', from);
    if (end < 0) return 'incomplete';
    value += text.slice(from, end);
    if (text.charCodeAt(end + 1) !== QUOTE) return isFieldEnd(text, end + 1) ? { value, end: end + 1 } : 'broken';
    value += '"';
    from = end + 2;
  }
}

function readUnquotedField(text: string, start: number): Field | 'broken' {
  const { length } = text;
  for (let end = start; end < length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === COMMA) return { value: text.slice(start, end), end };
    if (code === QUOTE) return 'broken';
    if (code !== NEWLINE) continue;
    const last = end > start && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
    return { value: text.slice(start, last), end: last };
  }
  return { value: text.slice(start), end: length };
}

function isFieldEnd(text: string, at: number): boolean {
  if (at === text.length) return true;
  const code = text.charCodeAt(at);
  return code === COMMA || code === NEWLINE || (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === NEWLINE);
}
