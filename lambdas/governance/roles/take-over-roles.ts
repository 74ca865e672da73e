/** Takes the roles that people have in the user pool over as the first stored ones: the first administrators among them. */
import { DatabaseError, json } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { RoleDependencies } from './apply-roles.ts';

/** `stored_already`, `no_two_people`: nothing was changed. */
export type TakeoverOutcome = 'taken_over' | 'stored_already' | 'no_two_people';

const REFUSALS: Readonly<Record<string, TakeoverOutcome>> = { GV030: 'stored_already', GV031: 'no_two_people' };

/** Works while no role is stored, and only where two people can change roles afterwards. */
export async function takeOverRoles(
  { database, pool }: RoleDependencies,
  { by, why }: { by: string; why: string },
): Promise<TakeoverOutcome> {
  const members = await pool.listMembers();
  const people = Object.fromEntries(members.map(({ username, roles }) => [username, roles]));
  try {
    await database.query(readSqlFile('governance/take_over_roles.sql'), { people: json(people), by, why });
  } catch (error) {
    const outcome = error instanceof DatabaseError ? REFUSALS[error.sqlState] : undefined;
    if (outcome) return outcome;
    throw error;
  }
  // Moves members of the groups of the release before into the groups of their roles, which changes no right.
  for (const { username, roles } of members) await pool.setRoles(username, roles);
  return 'taken_over';
}
