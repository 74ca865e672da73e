/** Compares the roles that were approved with those that the user pool gives. */
import type { Database } from '../aws/database.ts';
import { readSqlFile } from '../sql-file.ts';
import type { PoolPerson } from './user-pool.ts';

/** A role that a person has by approval (governance.person_roles). */
export interface StoredRole {
  person: string;
  role: string;
}

/** `not_approved`: the user pool gives it, nobody approved it; `not_in_pool`: it was approved, the user pool lacks it. */
export interface RoleDrift extends StoredRole {
  difference: 'not_approved' | 'not_in_pool';
}

/** Reads the approved roles and lists the differences. People whose roles are just being changed are left out. */
export async function readRoleDrift(database: Database, members: readonly PoolPerson[]): Promise<RoleDrift[]> {
  const stored = await database.query<StoredRole>(readSqlFile('governance/list_roles.sql'));
  const rows = await database.query<{ person: string }>(readSqlFile('governance/list_unsettled_people.sql'));
  const unsettled = new Set(rows.map(({ person }) => person));
  return findRoleDrift(stored, members).filter(({ person }) => !unsettled.has(person));
}

/** Lists the differences, in the order of people and roles. */
function findRoleDrift(stored: readonly StoredRole[], members: readonly PoolPerson[]): RoleDrift[] {
  const toKey = ({ person, role }: StoredRole) => `${person} ${role}`;
  const given = members.flatMap(({ username, roles }) => roles.map((role) => ({ person: username, role })));
  const [approvedKeys, givenKeys] = [new Set(stored.map(toKey)), new Set(given.map(toKey))];
  const listMissing = (roles: readonly StoredRole[], keys: Set<string>, difference: RoleDrift['difference']) =>
    roles.filter((role) => !keys.has(toKey(role))).map(({ person, role }) => ({ person, role, difference }));
  const drift = [...listMissing(given, approvedKeys, 'not_approved'), ...listMissing(stored, givenKeys, 'not_in_pool')];
  return drift.toSorted((a, b) => toKey(a).localeCompare(toKey(b)));
}
