/** Limits the sessions of the role of dashboards and BI tools. Open sql/database/limit_reporting_role.sql for the limits. */
import type { Sql } from '../shared/aws/database.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { splitStatements } from './split-statements.ts';

/** Idempotent. Takes effect with the next connection of a tool. */
export async function limitReportingRole(master: Sql): Promise<void> {
  for (const statement of splitStatements(readSqlFile('database/limit_reporting_role.sql'))) {
    await master.execute(statement);
  }
}
