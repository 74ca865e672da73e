/** What the calls about policies and requests use. */
import type { Database } from '../../shared/aws/database.ts';
import type { ReadName } from '../../shared/aws/person-names.ts';

export interface GovernanceDependencies {
  database: () => Database;
  readName: ReadName;
}
