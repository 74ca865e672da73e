/** GET /v1/people: everybody in the user pool with roles, where they differ from what was approved, and former people. */
import { type RoleDrift, readRoleDrift } from '../../shared/people/role-drift.ts';
import type { PoolPerson } from '../../shared/people/user-pool.ts';
import type { PeopleList } from '../contract/schemas/people.ts';
import type { GovernanceDependencies } from './dependencies.ts';

export async function listPeople({
  database,
  pool,
}: Pick<GovernanceDependencies, 'database' | 'pool'>): Promise<PeopleList> {
  const people = await pool().listPeople();
  const drift = await readRoleDrift(database(), people);
  const known = new Set(people.map(({ username }) => username));
  const deleted = [...new Set(drift.map(({ person }) => person))].filter((person) => !known.has(person));
  const shown = [
    ...people.map((person) => toPerson(person, drift)),
    ...deleted.map((username) => toPerson({ username, name: null, is_enabled: false, roles: [] }, drift)),
  ];
  return { people: shown.toSorted((a, b) => (a.name ?? a.id).localeCompare(b.name ?? b.id)) };
}

function toPerson({ username, name, is_enabled, roles }: PoolPerson, drift: readonly RoleDrift[]) {
  const own = drift.filter(({ person }) => person === username);
  const listRoles = (difference: RoleDrift['difference']) =>
    own.filter((one) => one.difference === difference).map(({ role }) => role as PeopleList['people'][0]['roles'][0]);
  return {
    ...{ id: username, name, is_enabled, roles },
    ...{ not_approved: listRoles('not_approved'), not_in_pool: listRoles('not_in_pool') },
  };
}
