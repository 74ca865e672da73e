/** Applies approved changes of roles to the user pool, and stores that they are applied. */
import { type Database, DatabaseError, uuid } from '../../shared/aws/database.ts';
import type { Role } from '../../shared/people/roles.ts';
import { PersonUnknown, type UserPool } from '../../shared/people/user-pool.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

export interface RoleDependencies {
  database: Database;
  pool: UserPool;
}

/** A request of kind `role` that was approved and is not applied. */
interface ApprovedRoles {
  request_id: string;
  person: string;
  roles: Role[];
}

/** Why roles cannot be applied any more, by SQLSTATE (sql/migrations/0092_people_and_roles.sql). */
const REFUSALS: Readonly<Record<string, string>> = {
  GV033: 'The person has these roles already.',
  GV034: 'Nobody could propose and approve roles afterwards.',
};

/**
 * Applies every approved request, one after the other. It may run again at any time, also while another run is at it: the
 * user pool and the database are set to the same roles.
 * @returns how many requests were applied, and how many cannot be
 */
export async function applyApprovedRoles(dependencies: RoleDependencies): Promise<{ applied: number; failed: number }> {
  const requests = await dependencies.database.query<ApprovedRoles>(readSqlFile('governance/list_approved_roles.sql'));
  let failed = 0;
  for (const request of requests) {
    const problem = await applyRoles(dependencies, request);
    if (problem === undefined) continue;
    failed += 1;
    const values = { request_id: uuid(request.request_id), problem };
    await dependencies.database.query(readSqlFile('governance/fail_request.sql'), values);
  }
  return { applied: requests.length - failed, failed };
}

/** @returns why it cannot be applied; undefined where it is */
async function applyRoles({ database, pool }: RoleDependencies, request: ApprovedRoles): Promise<string | undefined> {
  const request_id = uuid(request.request_id);
  try {
    await database.query(readSqlFile('governance/check_roles.sql'), { request_id });
    await setRoles(pool, request);
    await database.query(readSqlFile('governance/store_roles.sql'), { request_id });
    return undefined;
  } catch (error) {
    if (error instanceof PersonUnknown) return 'The user pool has no such person.';
    const refusal = error instanceof DatabaseError ? REFUSALS[error.sqlState] : undefined;
    if (refusal === undefined) throw error;
    return refusal;
  }
}

/** Whoever was deleted from the user pool has no role there. */
async function setRoles(pool: UserPool, { person, roles }: ApprovedRoles): Promise<void> {
  try {
    await pool.setRoles(person, roles);
  } catch (error) {
    if (!(error instanceof PersonUnknown) || roles.length > 0) throw error;
  }
}
