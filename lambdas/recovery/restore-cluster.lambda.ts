/** Steps of a recovery that make the restored cluster; the workflow calls it until each is ready. */
import { RDSClient } from '@aws-sdk/client-rds';
import { z } from 'zod';
import { createRiskHandler } from '../shared/handler.ts';
import { ensureCluster, ensureConnections, ensureInstances } from './cluster/restore-cluster.ts';
import { RecoveryPlan } from './contract/recovery.ts';

const STEPS = { cluster: ensureCluster, instances: ensureInstances, connections: ensureConnections };

const Input = z.object({ plan: RecoveryPlan, step: z.enum(['cluster', 'instances', 'connections']) });

const rds = new RDSClient({});

export const handler = createRiskHandler({ name: 'recovery/restore-cluster', input: Input }, ({ plan, step }) =>
  STEPS[step](rds, plan),
);
