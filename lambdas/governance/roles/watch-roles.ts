/** Looks for differences between the roles that were approved and those of the user pool, and records them. */
import { json } from '../../shared/aws/database.ts';
import { type RoleDrift, readRoleDrift } from '../../shared/people/role-drift.ts';
import type { PoolPerson } from '../../shared/people/user-pool.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { RoleDependencies } from './apply-roles.ts';

/** Each difference is recorded once, with an event in the audit, and until it has ended. */
export async function watchRoles({
  database,
  pool,
}: RoleDependencies): Promise<{ people: PoolPerson[]; drift: RoleDrift[] }> {
  const people = await pool.listMembers();
  const drift = await readRoleDrift(database, people);
  await database.query(readSqlFile('governance/record_drift.sql'), { found: json(drift) });
  return { people, drift };
}
