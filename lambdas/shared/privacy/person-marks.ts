/** What a person is recognised by in a file: ids and personal values, in every form in which a file writes a text. */

export interface PersonMarks {
  customer_id: string;
  /** Ids of the person's applications and transactions. */
  ids: readonly string[];
  /** Personal values, as long as they can be opened. */
  values: readonly string[];
}

/** A shorter value, such as a name of two letters, would match half of all files. */
const SHORTEST_VALUE_LENGTH = 4;

/** Lists the marks by which a file that has no columns is searched. */
export function listMarks({ customer_id, ids, values }: PersonMarks): string[] {
  const telling = values.filter((value) => value.trim().length >= SHORTEST_VALUE_LENGTH);
  return [...new Set([customer_id, ...ids, ...telling])].filter((mark) => mark !== '');
}

/** The bytes of the marks, in the forms of CSV, JSON, XML and PostgreSQL's text, in UTF-8, UTF-16 and Latin-1. */
export function buildPatterns(marks: readonly string[]): Buffer[] {
  const forms = new Set(
    marks.flatMap((mark) => [
      mark,
      mark.replaceAll('"', '""'),
      JSON.stringify(mark).slice(1, -1),
      escapeUnicode(JSON.stringify(mark).slice(1, -1)),
      mark.replaceAll('\\', '\\\\'),
      mark.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    ]),
  );
  const patterns = new Map<string, Buffer>();
  for (const form of forms) {
    for (const encoding of ['utf8', 'utf16le', 'latin1'] as const) {
      const bytes = Buffer.from(form, encoding);
      if (encoding !== 'latin1' || bytes.toString('latin1') === form) patterns.set(bytes.toString('hex'), bytes);
    }
  }
  return [...patterns.values()];
}

/** As Python writes JSON. */
const escapeUnicode = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Whether a byte belongs to a word, so that the id 12 is not found in 4123. */
const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));

/** Whether bytes hold one of the patterns as a word of its own. */
export function holdsPattern(bytes: Buffer, patterns: readonly Buffer[]): boolean {
  return patterns.some((pattern) => {
    for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) {
      const [first, last] = [pattern[0], pattern.at(-1)];
      const startsInWord = isWordByte(first) && isWordByte(bytes[at - 1]);
      const endsInWord = (isWordByte(last) || last === 0) && isWordByte(bytes[at + pattern.length]);
      if (!startsInWord && !endsInWord) return true;
    }
    return false;
  });
}
