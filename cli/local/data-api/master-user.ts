/** What RDS does when it makes a cluster: the master user exists, and its password is the one in its secret. */
import type { Client } from 'pg';

/** Makes the master user, which owns the database and is no superuser, and sets its password. */
export async function ensureMasterUser(superuser: Client, username: string, password: string): Promise<void> {
  const role = superuser.escapeIdentifier(username);
  const { rowCount } = await superuser.query('select 1 from pg_roles where rolname = $1', [username]);
  if (rowCount === 0) await superuser.query(`create role ${role} login createdb createrole`);
  await superuser.query(`alter role ${role} password ${superuser.escapeLiteral(password)}`);
  const { rows } = await superuser.query('select current_database() as database');
  await superuser.query(`alter database ${superuser.escapeIdentifier(rows[0].database)} owner to ${role}`);
}
