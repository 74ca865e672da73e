/**
 * The statements that bring the temporary table `part`, one part of a delivered file, into staging. They follow from the
 * contract: what one table's import does every table's does. Parameters: run_id and file, and as_of where it is a column.
 */
import type { TableName } from '../../shared/runs/run.ts';
import { type Column, listNonPersonalColumns } from '../contract/table-contract.ts';
import { listPartColumns } from '../prepare/row-converter.ts';

/** What tells two rows of a staging table apart. */
const keys: Record<TableName, readonly string[]> = {
  customers: ['customer_id', 'valid_from'],
  loan_applications: ['application_id', 'valid_from'],
  credit_history: ['customer_id', 'as_of'],
  transactions: ['customer_id', 'transaction_id'],
};

const types: Record<Column['type'], string> = {
  text: 'text',
  integer: 'integer',
  money: 'numeric(14,2)',
  rate: 'numeric(9,6)',
  date: 'date',
  timestamp: 'timestamp',
  boolean: 'boolean',
};

/** The columns of a part have their types: what is no number or date has been refused before. */
export function buildCreatePartTable(table: TableName): string {
  const typed: Record<string, string> = { attributes: 'jsonb', personal_data: 'text', source_line: 'bigint' };
  for (const { name, type } of listNonPersonalColumns(table)) typed[name] = types[type];
  const columns = listPartColumns(table).map((name) => `${name} ${typed[name]}`);
  return `create temporary table part (${columns.join(', ')}) on commit drop`;
}

/** Tables of versions keep one of each delivery. */
const isOfVersions = (table: TableName): boolean => keys[table].includes('valid_from');

/** Whether a row has to be of a known customer. */
export const needsCustomer = (table: TableName): boolean => table !== 'customers';

const isKnown = 'exists (select from staging.customers known where known.customer_id = part.customer_id)';
const accepted = (table: TableName): string => (needsCustomer(table) ? `from part where ${isKnown}` : 'from part');

function insertInto(table: TableName): { into: string; values: string } {
  const delivered = listPartColumns(table).filter((name) => name !== 'source_line');
  const version = isOfVersions(table) ? { valid_from: 'cast(:as_of as date)' } : {};
  const origin = { run_id: 'cast(:run_id as uuid)', source_file: ':file', source_line: 'source_line' };
  const own = { ...version, ...origin };
  return {
    into: [...delivered, ...Object.keys(own)].join(', '),
    values: [...delivered, ...Object.values(own)].join(', '),
  };
}

/** In the order of the key: so do parts that share keys lock them in one order, and the index is written in one go. */
const inOrder = (table: TableName): string =>
  `order by ${keys[table].filter((name) => name !== 'valid_from').join(', ')}`;

/**
 * Stores the rows of a part of which no key is stored yet; the database refuses it otherwise (unique_violation). That is
 * the usual part, and it costs half of what `mergeRows` does.
 */
export function buildInsertRows(table: TableName): string {
  const { into, values } = insertInto(table);
  return `insert into staging.${table} (${into})
select ${values}
${accepted(table)}
${inOrder(table)}`;
}

/**
 * Stores the rows of any part: of those with one key the last one, the others are rejected; a stored row with the key is
 * replaced, and what that means the table's triggers say. The same part again changes nothing. Gives the rows accepted.
 */
export function buildMergeRows(table: TableName): string {
  const { into, values } = insertInto(table);
  const key = keys[table];
  const changing = into.split(', ').filter((name) => !key.includes(name));
  const replaced = [...changing, 'loaded_at'];
  const within = key.filter((name) => name !== 'valid_from').join(', ');
  return `with judged as materialized (
  select part.*, row_number() over (partition by ${within} order by source_line desc) > 1 as is_repeated
  ${accepted(table)}
),
rejected as (
  insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
  select cast(:run_id as uuid), '${table}', :file, source_line, 'duplicate_key',
    jsonb_strip_nulls(to_jsonb(judged) - array['source_line', 'personal_data', 'is_repeated'])
  from judged
  where is_repeated
  on conflict do nothing
),
stored as (
  insert into staging.${table} as stored (${into})
  select ${values}
  from judged
  where not is_repeated
  ${inOrder(table)}
  on conflict (${key.join(', ')}) do update set
    (${replaced.join(', ')}, ended_on, ended_by_run) =
    (${replaced.map((name) => `excluded.${name}`).join(', ')},
     -- It is here again; what has ended it on a later day still has.
     case when stored.ended_on > cast(:as_of as date) then stored.ended_on end,
     case when stored.ended_on > cast(:as_of as date) then stored.ended_by_run end)
  where (stored.run_id, stored.source_file, stored.source_line)
    is distinct from (excluded.run_id, excluded.source_file, excluded.source_line)
)
select count(*) as accepted from judged where not is_repeated`;
}

/** Rejects the rows of a part whose customer nobody has delivered. */
export function buildRejectUnknownCustomers(table: TableName): string {
  return `insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
select cast(:run_id as uuid), '${table}', :file, source_line, 'unknown_customer',
  jsonb_strip_nulls(to_jsonb(part) - 'source_line')
from part
where not ${isKnown}
on conflict do nothing`;
}
