/** Tells the person's records of a CSV file from those of others, by its header. */
import { buildPatterns, holdsPattern, listMarks, type PersonMarks } from '../person-marks.ts';
import type { FileRecord } from './read-records.ts';

/** Columns that say whose a record is. */
const CUSTOMER_COLUMNS = ['customer_id'];
const OTHER_COLUMNS = ['application_id', 'transaction_id'];

/** Says of each record after the header whether it is the person's. */
export type IsOfPerson = (record: FileRecord) => boolean;

/**
 * Returns the test of a file's records; undefined where its header has no column that says whose a record is. A record
 * without such an id, or that cannot be read, is the person's where it holds one of the person's marks.
 */
export function createPersonTest(header: readonly string[], marks: PersonMarks): IsOfPerson | undefined {
  const names = header.map((name) => name.trim());
  const indexes = (columns: readonly string[]) =>
    columns.map((column) => names.indexOf(column)).filter((index) => index >= 0);
  const [ofCustomer, ofOthers] = [indexes(CUSTOMER_COLUMNS), indexes(OTHER_COLUMNS)];
  if (ofCustomer.length + ofOthers.length === 0) return undefined;
  const ids = new Set(marks.ids);
  const patterns = buildPatterns(listMarks(marks));
  return ({ fields, text }) => {
    const holds = () => holdsPattern(Buffer.from(text), patterns);
    if (fields === null || fields.length !== header.length) return holds();
    if (ofCustomer.some((index) => fields[index] === marks.customer_id)) return true;
    if (ofCustomer.some((index) => fields[index] !== '')) return false;
    if (ofOthers.some((index) => ids.has(fields[index] ?? ''))) return true;
    return ofOthers.every((index) => fields[index] === '') && holds();
  };
}
