/** Step of a recovery that removes clusters of drills and unfinished recoveries; called until none remains. */
import { RDSClient } from '@aws-sdk/client-rds';
import { z } from 'zod';
import { createRiskHandler } from '../shared/handler.ts';
import { removeClusters } from './cluster/remove-clusters.ts';

const Input = z.object({ clusters: z.array(z.string().min(1)) });

const rds = new RDSClient({});

export const handler = createRiskHandler({ name: 'recovery/remove-clusters', input: Input }, ({ clusters }) =>
  removeClusters(rds, clusters),
);
