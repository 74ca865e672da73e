/**
 * Imports one object of a run into staging: COPY into a temporary table, from which every row is stored or rejected.
 * One transaction for an object; importing the same object again changes nothing.
 */
import { type Database, DatabaseError, date, type Sql, type SqlParameters, uuid } from '../../shared/aws/database.ts';
import { lockRunningRun } from '../../shared/locks/run-fence.ts';
import { parseRunObjectKey } from '../../shared/object-keys.ts';
import type { Part, Run, TableName } from '../../shared/runs/run.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import {
  buildCreatePartTable,
  buildInsertRows,
  buildMergeRows,
  buildRejectUnknownCustomers,
  needsCustomer,
} from './import-statements.ts';

/** Rows of the object. A later part can still turn an accepted row into a duplicate. */
export interface ImportedRows {
  accepted: number;
  rejected: number;
}

/** The bucket that the database reads the object from. */
export interface PartBucket {
  bucket: string;
  region: string;
}

const UNIQUE_VIOLATION = '23505';

/** @throws {RunHasEnded} when the run is no longer running */
export async function importPart(
  database: Database,
  location: PartBucket,
  run: Run,
  part: Part,
): Promise<ImportedRows> {
  const { kind, table, file } = parseRunObjectKey(part.key);
  const fileParameters = { run_id: uuid(run.run_id), file };
  const importInto = (temporaryTable: TemporaryTable, storeRows: (transaction: Sql) => Promise<number>) =>
    database.transaction(async (transaction) => {
      await lockRunningRun(transaction, run);
      await transaction.execute(temporaryTable.create);
      const object = { table_name: temporaryTable.name, key: part.key, ...location };
      await transaction.query(readSqlFile('ingest/import/import_object.sql'), object);
      const accepted = await storeRows(transaction);
      return { accepted, rejected: part.rows - accepted };
    });
  if (kind === 'rejected') {
    const rejectedTable = { name: 'rejected_lines', create: readSqlFile('ingest/import/create_rejected_lines.sql') };
    return importInto(rejectedTable, (transaction) => rejectLines(transaction, table, fileParameters));
  }
  const partTable = { name: 'part', create: buildCreatePartTable(table) };
  const rows = { table, count: part.rows, fileParameters, asOf: { as_of: date(run.as_of) } };
  try {
    return await importInto(partTable, (transaction) => insertRows(transaction, rows));
  } catch (error) {
    if (!(error instanceof DatabaseError && error.sqlState === UNIQUE_VIOLATION)) throw error;
    // A key repeats in the part or is stored already. The error ended the transaction, so a new one merges the rows.
    return importInto(partTable, (transaction) => mergeRows(transaction, rows));
  }
}

interface TemporaryTable {
  name: string;
  /** The statement that creates the table. */
  create: string;
}

interface PartRows {
  table: TableName;
  count: number;
  fileParameters: SqlParameters;
  asOf: SqlParameters;
}

/** Stores lines that the preparation rejected. None of them counts as accepted. */
async function rejectLines(transaction: Sql, table: TableName, fileParameters: SqlParameters): Promise<number> {
  const statement = readSqlFile('ingest/import/reject_lines.sql');
  await transaction.execute(statement, { ...fileParameters, table_name: table });
  return 0;
}

/** Stores rows whose keys are all new, the common case. Returns the number of accepted rows. */
async function insertRows(transaction: Sql, { table, count, fileParameters, asOf }: PartRows): Promise<number> {
  const statement = buildInsertRows(table);
  const parameters = statement.includes(':as_of') ? { ...fileParameters, ...asOf } : fileParameters;
  const accepted = await transaction.execute(statement, parameters);
  if (accepted < count) await transaction.execute(buildRejectUnknownCustomers(table), fileParameters);
  return accepted;
}

/** Stores rows of which some keys repeat or are stored already. Returns the number of accepted rows. */
async function mergeRows(transaction: Sql, { table, fileParameters, asOf }: PartRows): Promise<number> {
  if (needsCustomer(table)) await transaction.execute(buildRejectUnknownCustomers(table), fileParameters);
  const [merged] = await transaction.query<{ accepted: number }>(buildMergeRows(table), {
    ...fileParameters,
    ...asOf,
  });
  return merged?.accepted ?? 0;
}
