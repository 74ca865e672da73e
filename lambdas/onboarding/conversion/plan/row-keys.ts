/**
 * Finds the ids of a row: of its application and its customer, from columns, constants or the number of the row. An id
 * that the mapping does not name is that of the other: a file without customers has one for each application.
 */
import { createHash } from 'node:crypto';
import type { Mapping } from '../../contract/mapping.ts';
import { RawFileRefused } from '../../contract/refusals.ts';
import { UNFIT } from '../read-value.ts';
import { createColumnReader, listFields } from './find-columns.ts';
import type { JoinedRow } from './joined-row.ts';

/** Returns the id, or null when the row has none. */
export type KeyReader = (row: JoinedRow) => string | null;

export interface RowKeys {
  readApplicationId: KeyReader;
  readCustomerId: KeyReader;
  /** Whether the number of the row is the id of its application: no two rows have the same. */
  hasNumberedApplications: boolean;
}

export const ROW_NUMBER = 'row_number';

const APPLICATION_FIELDS = ['loan_applications.application_id'];
const CUSTOMER_FIELDS = [
  'customers.customer_id',
  'loan_applications.customer_id',
  'credit_history.customer_id',
  'transactions.customer_id',
];

/** @param asOf is in the ids of a delta's numbered rows, which must not replace the rows of other days and files */
export function createRowKeys(mapping: Mapping, asOf: string): RowKeys {
  const readNumber = createNumberReader(mapping, asOf);
  const application = findKeyReader(mapping, APPLICATION_FIELDS, readNumber);
  const customer = findKeyReader(mapping, CUSTOMER_FIELDS, readNumber);
  const readId = application ?? customer;
  if (!readId) {
    throw new RawFileRefused(
      'InvalidMapping',
      `no column gives loan_applications.application_id or customers.customer_id; map one, or number the rows with ` +
        `constants: { loan_applications.application_id: ${ROW_NUMBER} }`,
    );
  }
  return {
    readApplicationId: readId,
    readCustomerId: customer ?? readId,
    hasNumberedApplications: isNumbered(mapping, application ? APPLICATION_FIELDS : CUSTOMER_FIELDS),
  };
}

/** Reads the number of a row: in a delta with the day and a hash of mapping and file, the same for a corrected file. */
export function createNumberReader(mapping: Mapping, asOf: string): KeyReader {
  if (mapping.mode === 'full') return ({ number }) => String(number);
  const day = asOf.replaceAll('-', '');
  const prefixes = new Map<string, string>();
  return ({ file, number }) => {
    const prefix = prefixes.get(file) ?? `${day}-${hashName(`${mapping.name}/${file}`)}-`;
    prefixes.set(file, prefix);
    return `${prefix}${number}`;
  };
}

const hashName = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 8);

const isNumbered = (mapping: Mapping, fields: readonly string[]): boolean =>
  !listFields(mapping).some(({ source, use }) => source === 0 && fields.includes(use.field)) &&
  fields.some((field) => mapping.constants[field] === ROW_NUMBER);

function findKeyReader(mapping: Mapping, fields: readonly string[], readNumber: KeyReader): KeyReader | undefined {
  const column = listFields(mapping).find(({ source, use }) => source === 0 && fields.includes(use.field));
  if (column) {
    const read = createColumnReader(column);
    return (row) => {
      const value = read(row);
      return value === UNFIT ? null : value;
    };
  }
  const constant = fields.map((field) => mapping.constants[field]).find((value) => value !== undefined);
  if (constant === undefined) return undefined;
  return constant === ROW_NUMBER ? readNumber : () => constant;
}
