/** What the calls about policies and requests use. */
import type { Database } from '../../shared/aws/database.ts';
import type { ReadEmail } from '../../shared/aws/person-emails.ts';
import type { ReadName } from '../../shared/aws/person-names.ts';
import type { UserPool } from '../../shared/people/user-pool.ts';

/** Services that the calls about people use. */
export interface RoleServices {
  pool: () => UserPool;
  /** Asks for approved roles to be applied to the user pool. */
  applyRoles: () => Promise<void>;
  readEmail: ReadEmail;
}

export interface GovernanceDependencies extends RoleServices {
  database: () => Database;
  readName: ReadName;
}
