/**
 * Generates the statements that import the temporary table `part` into staging, from the table contract. Parameters:
 * run_id and file, and as_of where a statement has it.
 */

import {
  type ContractColumn,
  isVersioned,
  listNonPersonalColumns,
  listPartColumns,
  TABLE_CONTRACTS,
} from '../../shared/landing/table-contract.ts';
import type { TableName } from '../../shared/runs/run.ts';

const SQL_TYPES: Record<ContractColumn['type'], string> = {
  text: 'text',
  integer: 'integer',
  money: 'numeric(14,2)',
  rate: 'numeric(9,6)',
  date: 'date',
  timestamp: 'timestamp',
  boolean: 'boolean',
};

/** Creates the temporary table. Its columns are typed: the preparation has rejected every other value. */
export function buildCreatePartTable(table: TableName): string {
  const types: Record<string, string> = { attributes: 'jsonb', personal_data: 'text', source_line: 'bigint' };
  for (const { name, type } of listNonPersonalColumns(table)) types[name] = SQL_TYPES[type];
  const columns = listPartColumns(table).map((name) => `${name} ${types[name]}`);
  return `create temporary table part (${columns.join(', ')}) on commit drop`;
}

/** Returns whether the table rejects rows whose customer is unknown. */
export const needsCustomer = (table: TableName): boolean => table !== 'customers';

/**
 * Stores the rows of a part in which every key is new; the database reports a unique violation otherwise. Costs half as
 * much as the merge.
 */
export function buildInsertRows(table: TableName): string {
  const { targets, values } = buildColumnLists(table);
  return `insert into staging.${table} (${targets.join(', ')})
select ${values.join(', ')}
${buildAcceptedRows(table)}
${buildKeyOrder(table)}`;
}

/**
 * Stores the rows of any part and returns the number of accepted ones. Of rows with the same key the last one is stored
 * and the others are rejected. A stored row with the key is replaced; triggers keep the row that loses
 * (sql/migrations/0003_replaced_rows.sql). Storing the same part again changes nothing.
 */
export function buildMergeRows(table: TableName): string {
  const { targets, values } = buildColumnLists(table);
  const key = TABLE_CONTRACTS[table].stagingKey;
  const replaced = [...targets.filter((name) => !key.includes(name)), 'loaded_at'];
  return `with valid_rows as materialized (
  select part.*, row_number() over (partition by ${listDeliveryKey(table)} order by source_line desc) > 1 as is_repeated
  ${buildAcceptedRows(table)}
),
rejected as (
  insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
  select cast(:run_id as uuid), '${table}', :file, source_line, 'duplicate_key',
    jsonb_strip_nulls(to_jsonb(valid_rows) - array['source_line', 'personal_data', 'is_repeated'])
  from valid_rows
  where is_repeated
  on conflict do nothing
),
stored as (
  insert into staging.${table} as stored (${targets.join(', ')})
  select ${values.join(', ')}
  from valid_rows
  where not is_repeated
  ${buildKeyOrder(table)}
  on conflict (${key.join(', ')}) do update set
    (${replaced.join(', ')}, ended_on, ended_by_run) =
    (${replaced.map((name) => `excluded.${name}`).join(', ')},
     -- The delivery contains the row again, so only a soft-delete of a later day stays.
     case when stored.ended_on > cast(:as_of as date) then stored.ended_on end,
     case when stored.ended_on > cast(:as_of as date) then stored.ended_by_run end)
  where (stored.run_id, stored.source_file, stored.source_line)
    is distinct from (excluded.run_id, excluded.source_file, excluded.source_line)
)
select count(*) as accepted from valid_rows where not is_repeated`;
}

/** Rejects the rows of a part whose customer was never delivered. */
export function buildRejectUnknownCustomers(table: TableName): string {
  return `insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
select cast(:run_id as uuid), '${table}', :file, source_line, 'unknown_customer',
  jsonb_strip_nulls(to_jsonb(part) - 'source_line')
from part
where not ${HAS_KNOWN_CUSTOMER}
on conflict do nothing`;
}

const HAS_KNOWN_CUSTOMER = 'exists (select from staging.customers known where known.customer_id = part.customer_id)';

const buildAcceptedRows = (table: TableName): string =>
  needsCustomer(table) ? `from part where ${HAS_KNOWN_CUSTOMER}` : 'from part';

/** Columns of the staging table, and the expression for each over a row of `part`. */
function buildColumnLists(table: TableName): { targets: string[]; values: string[] } {
  const delivered = listPartColumns(table).filter((name) => name !== 'source_line');
  const added = {
    ...(isVersioned(table) ? { valid_from: 'cast(:as_of as date)' } : {}),
    ...{ run_id: 'cast(:run_id as uuid)', source_file: ':file', source_line: 'source_line' },
  };
  return { targets: [...delivered, ...Object.keys(added)], values: [...delivered, ...Object.values(added)] };
}

/** The columns that identify a row within one delivery. */
const listDeliveryKey = (table: TableName): string =>
  TABLE_CONTRACTS[table].stagingKey.filter((name) => name !== 'valid_from').join(', ');

/** Rows are stored in key order: parts that share keys lock them in the same order, and the index is written faster. */
const buildKeyOrder = (table: TableName): string => `order by ${listDeliveryKey(table)}`;
