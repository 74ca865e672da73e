/**
 * Step of a recovery: brings a restored cluster to the present version, and sets the roles' passwords. Apart from
 * migrate, because a workflow calls versions of the functions of its own stack.
 */
import { z } from 'zod';
import { createRiskHandler } from '../shared/handler.ts';
import { migrateCluster } from './migrate-cluster.ts';

export const handler = createRiskHandler(
  { name: 'database/migrate-restored', input: z.object({ cluster_arn: z.string().min(1) }) },
  async ({ cluster_arn }) => ({ applied: await migrateCluster(cluster_arn) }),
);
