/**
 * The migration runner: numbered files, applied in order, once each, roll-forward only. Each file is one transaction
 * that also writes the file's hash into audit.migrations, so a run that dies half-way is simply run again.
 */
import { createHash } from 'node:crypto';
import type { Database, Sql } from '../shared/aws/database.ts';
import { RiskError } from '../shared/errors.ts';
import { splitStatements } from './split-statements.ts';

export interface Migration {
  /** File name; its leading number is its place in the order. */
  name: string;
  text: string;
}

/** A file is not what was applied: a change belongs into a new file. */
export class MigrationChanged extends RiskError {
  constructor(name: string) {
    super(`the migration ${name} was changed after it had been applied; put the change into a new file`);
  }
}

/** A file that is not applied yet has a lower number than one that is. */
export class MigrationOutOfOrder extends RiskError {
  constructor(name: string, applied: string) {
    super(`the migration ${name} comes before ${applied}, which has been applied already; give it the next number`);
  }
}

/** A statement of a migration failed; nothing of its file was applied. */
export class MigrationFailed extends RiskError {
  constructor(name: string, statement: number, options: ErrorOptions) {
    super(`statement ${statement} of the migration ${name} failed`, options);
  }
}

/** Any number will do, as long as every runner takes the same. */
const LOCK_ID = 7_231_001;

/**
 * Applies the files that are not applied yet and returns their names. Two runners at once take turns, file by file.
 * Files that the book has and `files` has not are left alone: an older version may be deployed over a newer database.
 * @throws {MigrationChanged | MigrationOutOfOrder | MigrationFailed}
 */
export async function migrate(database: Database, files: readonly Migration[]): Promise<string[]> {
  const book = await readAppliedMigrations(database);
  const newest = files.findLast(({ name }) => book.has(name))?.name;
  for (const file of files) assertUnchanged(file, book.get(file.name));
  const missing = files.filter(({ name }) => !book.has(name));
  const misplaced = missing.find(({ name }) => newest !== undefined && name < newest);
  if (misplaced && newest) throw new MigrationOutOfOrder(misplaced.name, newest);
  const applied: string[] = [];
  for (const file of missing) {
    if (await database.transaction((transaction) => applyMigration(transaction, file))) applied.push(file.name);
  }
  return applied;
}

/** Under a lock that ends with the transaction: a session's lock would not outlive one call of the Data API. */
async function applyMigration(transaction: Sql, file: Migration): Promise<boolean> {
  await transaction.query('select cast(pg_advisory_xact_lock(:lock) as text) as locked', { lock: LOCK_ID });
  const applied = (await readAppliedMigrations(transaction)).get(file.name);
  assertUnchanged(file, applied);
  if (applied !== undefined) return false;
  for (const [index, statement] of splitStatements(file.text).entries()) {
    try {
      await transaction.execute(statement);
    } catch (cause) {
      throw new MigrationFailed(file.name, index + 1, { cause });
    }
  }
  await transaction.execute('insert into audit.migrations (name, sha256) values (:name, :sha256)', {
    name: file.name,
    sha256: sha256(file.text),
  });
  return true;
}

/** Name and hash of every applied file; empty before migration 0, which makes the book. */
async function readAppliedMigrations(sql: Sql): Promise<Map<string, string>> {
  const [book] = await sql.query<{ made: boolean }>("select to_regclass('audit.migrations') is not null as made");
  if (!book?.made) return new Map();
  const rows = await sql.query<{ name: string; sha256: string }>('select name, sha256 from audit.migrations');
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

function assertUnchanged(file: Migration, applied: string | undefined): void {
  if (applied !== undefined && applied !== sha256(file.text)) throw new MigrationChanged(file.name);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
