/** Lambda of a custom resource: every deploy that changes the migrations or roles calls it (prepare-database.ts). */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { MASTER_ROLE } from './contract/database-roles.ts';
import { prepareDatabase } from './prepare-database.ts';
import { readRolePasswords } from './read-role-passwords.ts';

const Input = z.object({ RequestType: z.enum(['Create', 'Update', 'Delete']) });

export const handler = createRiskHandler(
  { name: 'database/migrate', input: Input },
  async ({ RequestType }, { logger }) => {
    const resource = { PhysicalResourceId: 'risk-database-migrations' };
    if (RequestType === 'Delete') return resource; // the data outlives the stack
    const applied = await prepareDatabase({
      master: getDatabase(MASTER_ROLE),
      connectMigrator: () => getDatabase('risk_migrator'),
      passwords: await readRolePasswords(),
    });
    logger.info('migrated', { applied });
    return { ...resource, Data: { applied: applied.length } };
  },
);
