/** What the calls about cases use. */
import type { Database } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { ReadName } from '../../shared/aws/person-names.ts';
import type { ReadGroups } from '../../shared/aws/user-groups.ts';
import type { UserPool } from '../../shared/people/user-pool.ts';

export interface CaseDependencies {
  database: () => Database;
  readName: ReadName;
  readGroups: ReadGroups;
  pool: () => UserPool;
  objects: () => Pick<ObjectStore, 'getJson'>;
}
