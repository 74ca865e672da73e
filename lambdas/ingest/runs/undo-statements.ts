/** Generates the statements that undo a run in a staging table, from the table contract. Parameter: run_id. */

import { TABLE_CONTRACTS } from '../../shared/landing/table-contract.ts';
import { PARTITION_NAMES } from '../../shared/runs/partitions.ts';
import { TableName } from '../../shared/runs/run.ts';

export type UndoableTable = TableName | 'attributes';

const isPartitioned = (table: UndoableTable): boolean => table !== 'attributes' && TABLE_CONTRACTS[table].isPartitioned;

/** The staging tables that a run writes, small ones first. */
export const UNDOABLE_TABLES: readonly UndoableTable[] = (['attributes', ...TableName.options] as const).toSorted(
  (a, b) => Number(isPartitioned(a)) - Number(isPartitioned(b)),
);

/**
 * The statements for one table, in order: delete the run's rows, restore the rows that they replaced, and clear the
 * run's soft-deletes. A partitioned table has a statement for each partition, so that none runs long.
 */
export function buildUndoStatements(table: UndoableTable): string[] {
  const targets = isPartitioned(table)
    ? PARTITION_NAMES.map((name) => `staging.${table}_p${name}`)
    : [`staging.${table}`];
  if (table === 'attributes') return [buildDeleteDeclarations(), buildRestoreRows(table)];
  return [...targets.map(buildDeleteRows), buildRestoreRows(table), ...targets.map(buildClearSoftDeletes)];
}

/** A row that the run only delivered again keeps the time at which it was first loaded, and is not deleted. */
const buildDeleteRows = (target: string): string => `-- Undo: deletes the rows that a run wrote into ${target}.
delete from ${target}
where run_id = :run_id and loaded_at >= (select opened_at from analytics.runs where run_id = :run_id)`;

const buildDeleteDeclarations = (): string => `-- Undo: deletes the attributes that a run declared.
delete from staging.attributes
where run_id = :run_id`;

const buildRestoreRows = (
  table: UndoableTable,
): string => `-- Undo: restores the rows of staging.${table} that a run replaced.
with superseded as (
  delete from staging.superseded_rows
  where table_name = '${table}' and replaced_by_run = :run_id
  returning row
)
insert into staging.${table}
select earlier.*
from superseded, jsonb_populate_record(null::staging.${table}, superseded.row) as earlier`;

const buildClearSoftDeletes = (target: string): string => `-- Undo: clears the soft-deletes of a run in ${target}.
update ${target} set ended_on = null, ended_by_run = null
where ended_by_run = :run_id`;
