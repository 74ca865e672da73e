/** Reads the day of a row's application. */
import type { Mapping } from '../../contract/mapping.ts';
import { UNFIT } from '../read-value.ts';
import { createColumnReader, listFields } from './find-columns.ts';
import type { JoinedRow } from './joined-row.ts';

const FIELD = 'loan_applications.applied_at';
const DAY = /^\d{4}-\d\d-\d\d/;

export function createAppliedOnReader(mapping: Mapping): (row: JoinedRow) => string | null {
  const column = listFields(mapping).find(({ use }) => use.field === FIELD);
  const constant = mapping.constants[FIELD]?.slice(0, 10) ?? null;
  if (!column) return () => constant;
  const read = createColumnReader(column);
  return (row) => {
    const value = read(row);
    return value !== null && value !== UNFIT && DAY.test(value) ? value.slice(0, 10) : null;
  };
}
