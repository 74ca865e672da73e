/**
 * Applies the migrations, as a custom resource at every deploy that changes them (prepare-database.ts), and to a
 * restored cluster as a step of a recovery.
 */
import { SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { MASTER_ROLE } from './contract/database-roles.ts';
import { prepareDatabase } from './prepare-database.ts';
import { publishServingCluster, removeServingCluster } from './publish-serving-cluster.ts';
import { readRolePasswords } from './read-role-passwords.ts';

const Input = z.union([
  z.object({ RequestType: z.enum(['Create', 'Update', 'Delete']) }),
  /** A cluster that a recovery restored. */
  z.object({ cluster_arn: z.string().min(1) }),
]);

const ssm = new SSMClient({});

export const handler = createRiskHandler({ name: 'database/migrate', input: Input }, async (input, { logger }) => {
  if ('cluster_arn' in input) return { applied: await migrate(input.cluster_arn) };
  const parameters = `${requireEnv('PARAMETER_PREFIX')}/database`;
  const resource = { PhysicalResourceId: 'risk-database-migrations' };
  if (input.RequestType === 'Delete') {
    await removeServingCluster(ssm, parameters);
    return resource; // the data outlives the stack
  }
  await publishServingCluster(ssm, parameters);
  const applied = await migrate();
  logger.info('migrated', { applied });
  return { ...resource, Data: { applied: applied.length } };
});

async function migrate(clusterArn?: string): Promise<string[]> {
  return prepareDatabase({
    master: getDatabase(MASTER_ROLE, clusterArn),
    connectMigrator: () => getDatabase('risk_migrator', clusterArn),
    passwords: await readRolePasswords(),
  });
}
