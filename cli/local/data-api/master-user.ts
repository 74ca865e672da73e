/** Creates the master user of the cluster, as RDS does. */
import type { Client } from 'pg';

/** Creates the master user unless it exists, sets its password, and makes it the owner of the database. */
export async function ensureMasterUser(superuser: Client, username: string, password: string): Promise<void> {
  const role = superuser.escapeIdentifier(username);
  const { rowCount } = await superuser.query('select 1 from pg_roles where rolname = $1', [username]);
  if (rowCount === 0) await superuser.query(`create role ${role} login createdb createrole`);
  await superuser.query(`alter role ${role} password ${superuser.escapeLiteral(password)}`);
  const { rows } = await superuser.query('select current_database() as database');
  await superuser.query(`alter database ${superuser.escapeIdentifier(rows[0].database)} owner to ${role}`);
}
