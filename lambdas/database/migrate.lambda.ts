/** Lambda of a custom resource: every deploy that changes the migrations or roles calls it (prepare-database.ts). */
import { SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { migrateCluster } from './migrate-cluster.ts';
import { publishServingCluster, removeServingCluster } from './publish-serving-cluster.ts';

const Input = z.object({ RequestType: z.enum(['Create', 'Update', 'Delete']) });

const ssm = new SSMClient({});

export const handler = createRiskHandler(
  { name: 'database/migrate', input: Input },
  async ({ RequestType }, { logger }) => {
    const parameters = `${requireEnv('PARAMETER_PREFIX')}/database`;
    const resource = { PhysicalResourceId: 'risk-database-migrations' };
    if (RequestType === 'Delete') {
      await removeServingCluster(ssm, parameters);
      return resource; // the data outlives the stack
    }
    await publishServingCluster(ssm, parameters);
    const applied = await migrateCluster();
    logger.info('migrated', { applied });
    return { ...resource, Data: { applied: applied.length } };
  },
);
