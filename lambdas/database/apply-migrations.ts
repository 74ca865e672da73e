/**
 * Applies numbered SQL files in order, once each. A file and its entry in audit.migrations are one transaction, so a
 * repeated call continues an interrupted one. Migrations are never reverted: a new file corrects an earlier one.
 */
import { createHash } from 'node:crypto';
import type { Database, Sql } from '../shared/aws/database.ts';
import { RiskError } from '../shared/errors.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { splitStatements } from './split-statements.ts';

export interface Migration {
  /** File name; its leading number is its position in the order. */
  name: string;
  text: string;
}

/** A file differs from what was applied. */
export class MigrationChanged extends RiskError {
  constructor(name: string) {
    super(`the migration ${name} was changed after it had been applied; put the change into a new file`);
  }
}

/** A file that is not applied has a lower number than one that is. */
export class MigrationOutOfOrder extends RiskError {
  constructor(name: string, applied: string) {
    super(`the migration ${name} comes before ${applied}, which has been applied already; give it the next number`);
  }
}

/** A statement of a migration failed; nothing of its file is applied. */
export class MigrationFailed extends RiskError {
  constructor(name: string, statement: number, options: ErrorOptions) {
    super(`statement ${statement} of the migration ${name} failed`, options);
  }
}

/** The same number in every runner. */
const LOCK_ID = 7_231_001;

/**
 * Applies the files that are not applied yet and returns their names. Concurrent runners take turns, file by file.
 * Applied migrations without a file are ignored, so that an older version can be deployed to a newer database.
 * @throws {MigrationChanged} when an applied file has another content now
 * @throws {MigrationOutOfOrder} when a file would come before an applied one
 * @throws {MigrationFailed} when a statement fails
 */
export async function applyMigrations(database: Database, files: readonly Migration[]): Promise<string[]> {
  const applied = await readAppliedMigrations(database);
  for (const file of files) assertUnchanged(file, applied.get(file.name));
  const newest = files.findLast(({ name }) => applied.has(name))?.name;
  const missing = files.filter(({ name }) => !applied.has(name));
  const misplaced = missing.find(({ name }) => newest !== undefined && name < newest);
  if (misplaced && newest) throw new MigrationOutOfOrder(misplaced.name, newest);
  const appliedNow: string[] = [];
  for (const file of missing) {
    const isNew = await database.transaction((transaction) => applyMigration(transaction, file));
    if (isNew) appliedNow.push(file.name);
  }
  return appliedNow;
}

/** Applies a file. False when another runner has applied it in the meantime. */
async function applyMigration(transaction: Sql, file: Migration): Promise<boolean> {
  await transaction.query(readSqlFile('database/lock_migrations.sql'), { lock_id: LOCK_ID });
  const appliedHash = (await readAppliedMigrations(transaction)).get(file.name);
  assertUnchanged(file, appliedHash);
  if (appliedHash !== undefined) return false;
  for (const [index, statement] of splitStatements(file.text).entries()) {
    try {
      await transaction.execute(statement);
    } catch (cause) {
      throw new MigrationFailed(file.name, index + 1, { cause });
    }
  }
  const entry = { name: file.name, sha256: hashText(file.text) };
  await transaction.execute(readSqlFile('database/record_migration.sql'), entry);
  return true;
}

/** Hash by name of every applied file; empty before the first migration, which creates the table. */
async function readAppliedMigrations(sql: Sql): Promise<Map<string, string>> {
  const [table] = await sql.query<{ is_created: boolean }>(readSqlFile('database/has_migrations_table.sql'));
  if (!table?.is_created) return new Map();
  const rows = await sql.query<{ name: string; sha256: string }>(readSqlFile('database/list_applied_migrations.sql'));
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

function assertUnchanged(file: Migration, appliedHash: string | undefined): void {
  if (appliedHash !== undefined && appliedHash !== hashText(file.text)) throw new MigrationChanged(file.name);
}

const hashText = (text: string): string => createHash('sha256').update(text).digest('hex');
