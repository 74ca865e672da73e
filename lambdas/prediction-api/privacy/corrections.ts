/** Checks the corrections of a rectification by the contract of deliveries, before anything is stored. */

import { TABLE_CONTRACTS } from '../../shared/landing/table-contract.ts';
import { createValueRule } from '../../shared/landing/value-rules.ts';
import type { Correction } from '../contract/schemas/restrictions.ts';
import { type FieldError, Problem } from '../http/problem.ts';

const ATTRIBUTES = 'attributes.';

/**
 * @throws {Problem} when a column cannot be corrected or a value is none of its column (422)
 */
export function assertCorrections(corrections: readonly Correction[], today: string): void {
  const errors = corrections.flatMap((correction, i): FieldError[] => {
    const fault = findFault(correction, today);
    return fault ? [{ path: `corrections.${i}.${fault.field}`, message: fault.message }] : [];
  });
  if (errors.length === 0) return;
  throw new Problem(
    422,
    'invalid-body',
    'A correction is none that a delivery could have. Nothing was stored; the field errors name each.',
    errors,
  );
}

function findFault({ table_name, row_key, column_name, value }: Correction, today: string) {
  if ((table_name === 'customers') !== (row_key === '')) {
    return { field: 'row_key', message: 'The customer has none; every other row has its id, or its date' };
  }
  const contract = TABLE_CONTRACTS[table_name];
  if (column_name.startsWith(ATTRIBUTES)) {
    return contract.acceptsAttributes ? undefined : { field: 'column_name', message: 'The table has no attributes' };
  }
  const column = contract.columns.find(({ name }) => name === column_name);
  if (!column) return { field: 'column_name', message: 'No column of the delivery' };
  if (column.isPersonal) {
    return { field: 'column_name', message: 'Sealed, and read by no score: the lender delivers it corrected' };
  }
  if (column.isKey || column.isId || column_name === 'applied_at') {
    return { field: 'column_name', message: 'Part of what identifies the row' };
  }
  if (value === null) return column.isRequired ? { field: 'value', message: 'Must be known' } : undefined;
  const checked = createValueRule(column, today)(value);
  return typeof checked === 'string' && checked !== ''
    ? undefined
    : { field: 'value', message: `No ${column.type} that a delivery could have` };
}
