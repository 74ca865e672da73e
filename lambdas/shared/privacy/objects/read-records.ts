/**
 * Splits a CSV file into records as they are written, so that the others can be kept byte for byte. A line that is no
 * record is one of its own.
 */
import { readCsvRecord } from '../../csv/read-csv-record.ts';

export interface FileRecord {
  /** As it is written, with its line break. */
  text: string;
  /** Null where it cannot be read. */
  fields: string[] | null;
}

/** A longer record is read as one broken line. */
const MAX_RECORD_LENGTH = 2 ** 20;

/** @param chunks UTF-8 text, without a byte order mark */
export async function* readRecords(chunks: AsyncIterable<string>): AsyncGenerator<FileRecord> {
  let waiting = '';
  for await (const chunk of chunks) {
    waiting += chunk;
    const { records, rest } = takeRecords(waiting, false);
    yield* records;
    waiting = rest;
  }
  yield* takeRecords(waiting, true).records;
}

function takeRecords(text: string, isEnd: boolean): { records: FileRecord[]; rest: string } {
  const records: FileRecord[] = [];
  let start = 0;
  while (start < text.length) {
    const record = readCsvRecord(text, start);
    const isWhole = typeof record !== 'string' && (record.next < text.length || (isEnd && record.next >= text.length));
    if (isWhole) {
      const end = Math.min(record.next, text.length);
      records.push({ text: text.slice(start, end), fields: record.fields });
      start = end;
      continue;
    }
    const mayContinue = typeof record !== 'string' || record === 'incomplete';
    if (!isEnd && mayContinue && text.length - start <= MAX_RECORD_LENGTH) break;
    const lineEnd = text.indexOf('\n', start) + 1;
    if (lineEnd === 0 && !isEnd) break;
    const end = lineEnd === 0 ? text.length : lineEnd;
    records.push({ text: text.slice(start, end), fields: null });
    start = end;
  }
  return { records, rest: text.slice(start) };
}
