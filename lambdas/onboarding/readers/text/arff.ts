/** Reads the header of an ARFF file, the format of Weka: attributes in lines of their own, then rows with commas. */

export interface ArffHeader {
  columns: string[];
  /** Lines up to the one that begins the rows. */
  lines: number;
  /** Position after those lines. */
  end: number;
}

const BEGINNING = /^(?:\s|%[^\n]*\n)*@relation\s/i;
const DATA = /^[ \t]*@data[ \t]*\r?\n/im;
const ATTRIBUTE = /^[ \t]*@attribute[ \t]+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s{]+)/gim;

/** Reads the header at the beginning of a text; null when it is no ARFF. */
export function readArffHeader(text: string): ArffHeader | null {
  if (!BEGINNING.test(text)) return null;
  const data = DATA.exec(text);
  if (!data) return null;
  const end = data.index + data[0].length;
  const head = text.slice(0, end);
  const columns = [...head.matchAll(ATTRIBUTE)].map(([, name = '']) => name.replace(/^(['"])(.*)\1$/s, '$2'));
  return { columns, lines: head.split('\n').length - 1, end };
}
