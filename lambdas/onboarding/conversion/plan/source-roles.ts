/** Says what the sources of a mapping are for, and which tables it delivers. */
import type { Mapping } from '../../contract/mapping.ts';
import { listColumns } from './find-columns.ts';

const usesTable = (mapping: Mapping, table: string, source?: number): boolean =>
  listColumns(mapping).some((column) => {
    if (source !== undefined && column.source !== source) return false;
    const { use } = column.mapping;
    if (use.as === 'attribute') return use.table === table;
    return use.as === 'field' && use.fields.some(({ field }) => field.startsWith(`${table}.`));
  });

const hasConstant = (mapping: Mapping, table: string): boolean =>
  Object.keys(mapping.constants).some((field) => field.startsWith(`${table}.`));

/** Whether rows of a later source add to the rows of the first: customers, applications, the target, or dates side by side. */
export function isLookup(mapping: Mapping, source: number): boolean {
  if (source === 0) return false;
  const readsTarget = listColumns(mapping).some(
    (column) => column.source === source && column.mapping.use.as === 'target',
  );
  const hasSideBySide = listColumns(mapping).some(
    ({ source: of, mapping: { use } }) =>
      of === source && use.as === 'field' && use.fields.some(({ at }) => at !== undefined),
  );
  return (
    readsTarget ||
    hasSideBySide ||
    usesTable(mapping, 'customers', source) ||
    usesTable(mapping, 'loan_applications', source)
  );
}

export const deliversApplications = (mapping: Mapping): boolean =>
  mapping.target !== null || usesTable(mapping, 'loan_applications') || hasConstant(mapping, 'loan_applications');

/**
 * An application needs a customer, so customers are delivered with applications, also where nothing but their id is known.
 * Only a delta that says customer_id of its applications and nothing of customers leaves them to another mapping.
 */
export function deliversCustomers(mapping: Mapping): boolean {
  if (usesTable(mapping, 'customers') || hasConstant(mapping, 'customers')) return true;
  if (!deliversApplications(mapping)) return false;
  const namesCustomer = listColumns(mapping).some(
    ({ mapping: { use } }) =>
      use.as === 'field' && use.fields.some(({ field }) => field === 'loan_applications.customer_id'),
  );
  return !(mapping.mode === 'delta' && namesCustomer);
}
