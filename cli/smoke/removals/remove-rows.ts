/** Removes what the steps stored in the database. */
import { getDatabase } from '../../../lambdas/shared/aws/database.ts';
import { readSqlFile } from '../../../lambdas/shared/sql-file.ts';
import type { Removal } from '../smoke-step.ts';

export const rowsRemoval: Removal = {
  name: 'rows',
  async remove() {
    await getDatabase('risk_migrator').execute(readSqlFile('cli/smoke/remove_rows.sql'));
  },
};
