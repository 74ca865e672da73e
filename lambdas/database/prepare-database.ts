/** Brings a database to the present version: roles as the cluster's master, everything else as risk_migrator. */
import type { Database } from '../shared/aws/database.ts';
import { listSqlFiles, readSqlFile } from '../shared/sql-file.ts';
import { type Migration, migrate } from './apply-migrations.ts';
import { limitReportingRole } from './limit-reporting-role.ts';
import { setRolePasswords } from './set-role-passwords.ts';

/** How to reach the database, and as whom. */
export interface DatabaseAccess {
  master: Database;
  /** Opened after the master has given risk_migrator its password. */
  migrator: () => Database;
  /** Password by role. */
  passwords: Readonly<Record<string, string>>;
}

/** Applies what is missing, sets the roles' passwords and bounds the reporting role; returns the names of the files applied now. */
export async function prepareDatabase({ master, migrator, passwords }: DatabaseAccess): Promise<string[]> {
  const files = listMigrations();
  const first = await migrate(master, files.filter(isRoleMigration));
  await setRolePasswords(master, passwords);
  await limitReportingRole(master);
  const rest = await migrate(
    migrator(),
    files.filter((file) => !isRoleMigration(file)),
  );
  return [...first, ...rest].sort();
}

/** Only the master makes roles: files named so come before all others, whatever their number, and grant on no schema. */
const isRoleMigration = ({ name }: Migration): boolean => /^\d{4}_roles_/.test(name);

/** The files in sql/migrations, in order. */
export function listMigrations(): Migration[] {
  return listSqlFiles('migrations').map((name) => ({ name, text: readSqlFile(`migrations/${name}`) }));
}
