/**
 * Brings a database to the present version: applies migrations, sets the roles' passwords, limits the reporting
 * role, sets which changes need two people and the settings of cases, and stores the first promotion gates.
 */
import { type Database, json } from '../shared/aws/database.ts';
import { firstGates } from '../shared/model/gates-document.ts';
import { listSqlFiles, readSqlFile } from '../shared/sql-file.ts';
import { applyMigrations, type Migration } from './apply-migrations.ts';
import { limitReportingRole } from './limit-reporting-role.ts';
import { setRolePasswords } from './set-role-passwords.ts';

export interface DatabaseAccess {
  master: Database;
  /** Connects as risk_migrator; called after the master has set that role's password. */
  connectMigrator: () => Database;
  /** Password by role. */
  passwords: Readonly<Record<string, string>>;
  /** Kinds of requests that one person decides alone (governance.one_person of lib/config.ts). */
  onePersonKinds?: readonly string[];
  /** Setting of cases → value (cases of lib/config.ts); what is not named keeps its value. */
  caseSettings?: Readonly<Record<string, number>>;
}

/** Idempotent. Returns the names of the migrations that it applied. */
export async function prepareDatabase({
  master,
  connectMigrator,
  passwords,
  onePersonKinds = [],
  caseSettings = {},
}: DatabaseAccess): Promise<string[]> {
  const migrations = listMigrations();
  const appliedByMaster = await applyMigrations(master, migrations.filter(isRoleMigration));
  await setRolePasswords(master, passwords);
  await limitReportingRole(master);
  const remaining = migrations.filter((migration) => !isRoleMigration(migration));
  const migrator = connectMigrator();
  const appliedByMigrator = await applyMigrations(migrator, remaining);
  await migrator.query(readSqlFile('database/set_controls.sql'), { one_person: json(onePersonKinds) });
  await migrator.query(readSqlFile('database/set_case_settings.sql'), { settings: json(caseSettings) });
  await migrator.execute(readSqlFile('database/store_first_gates.sql'), { document: JSON.stringify(firstGates) });
  return [...appliedByMaster, ...appliedByMigrator].sort();
}

/**
 * Only the master may create roles, so the files that are named after roles run first and as the master, before
 * those with lower numbers. They grant nothing on a schema.
 */
const isRoleMigration = ({ name }: Migration): boolean => /^\d{4}_roles_/.test(name);

/** The files in sql/migrations, in order. */
export function listMigrations(): Migration[] {
  return listSqlFiles('migrations').map((name) => ({ name, text: readSqlFile(`migrations/${name}`) }));
}
