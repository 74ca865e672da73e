/**
 * Imports one object of a run into staging: COPY into a temporary table, and from there every row is stored or rejected
 * with its reason. One transaction: all of it or nothing, and nothing once the run has ended. The same object imported
 * again changes nothing.
 */
import { type Database, DatabaseError, date, type Sql, type SqlParameters, uuid } from '../../shared/aws/database.ts';
import { parseRunObjectKey } from '../../shared/object-keys.ts';
import type { Part, Run, TableName } from '../../shared/runs/run.ts';
import { lockRunningRun } from '../../shared/runs/run-fence.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import {
  buildCreatePartTable,
  buildInsertRows,
  buildMergeRows,
  buildRejectUnknownCustomers,
  needsCustomer,
} from './import-statements.ts';

/** Rows of the object; a later part may still turn an accepted row into a duplicate. */
export interface ImportedRows {
  accepted: number;
  rejected: number;
}

/** Where the database reads the object from. */
export interface PartBucket {
  bucket: string;
  region: string;
}

/** @throws {RunHasEnded} when the run is not running any more */
export async function importPart(database: Database, work: PartBucket, run: Run, part: Part): Promise<ImportedRows> {
  const { kind, table, file } = parseRunObjectKey(part.key);
  const of = { run_id: uuid(run.run_id), file };
  const load = (name: string, create: string, store: (transaction: Sql) => Promise<number>) =>
    database.transaction(async (transaction) => {
      await lockRunningRun(transaction, run);
      await transaction.execute(create);
      await transaction.query(readSqlFile('ingest/import/import_object.sql'), {
        table_name: name,
        key: part.key,
        ...work,
      });
      const accepted = await store(transaction);
      return { accepted, rejected: part.rows - accepted };
    });
  if (kind === 'rejected') {
    return load('refused', createRefused, async (transaction) => {
      await transaction.execute(readSqlFile('ingest/import/reject_rows.sql'), { ...of, table_name: table });
      return 0;
    });
  }
  const rows = { table, rows: part.rows, of, asOf: { as_of: date(run.as_of) } };
  try {
    return await load('part', buildCreatePartTable(table), (transaction) => insert(transaction, rows));
  } catch (error) {
    if (!(error instanceof DatabaseError && error.sqlState === uniqueViolation)) throw error;
    // A key of the part comes twice, or is stored already: the error has ended the transaction.
    return load('part', buildCreatePartTable(table), (transaction) => merge(transaction, rows));
  }
}

const uniqueViolation = '23505';
const createRefused = 'create temporary table refused (line bigint, reason text, detail jsonb) on commit drop';

interface Rows {
  table: TableName;
  /** How many they are. */
  rows: number;
  of: SqlParameters;
  asOf: SqlParameters;
}

/** Stores rows that are all new, as most are. */
async function insert(transaction: Sql, { table, rows, of, asOf }: Rows): Promise<number> {
  const statement = buildInsertRows(table);
  const accepted = await transaction.execute(statement, statement.includes(':as_of') ? { ...of, ...asOf } : of);
  if (accepted < rows) await transaction.execute(buildRejectUnknownCustomers(table), of);
  return accepted;
}

async function merge(transaction: Sql, { table, of, asOf }: Rows): Promise<number> {
  if (needsCustomer(table)) await transaction.execute(buildRejectUnknownCustomers(table), of);
  const [merged] = await transaction.query<{ accepted: number }>(buildMergeRows(table), { ...of, ...asOf });
  return merged?.accepted ?? 0;
}
