/** First step of a recovery: what is restored, or why nothing is. */
import { RDSClient } from '@aws-sdk/client-rds';
import { SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { findEarlierExecution } from '../shared/aws/earlier-execution.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { planRecovery } from './cluster/plan-recovery.ts';
import { reportRefusal } from './report-refusal.ts';
import { readServingArn } from './serving-cluster.ts';

const Input = z.object({
  execution_id: z.string().min(1),
  action: z.enum(['drill', 'recover', 'abandon']),
  to: z.string().optional(),
  snapshot: z.string().optional(),
});

const [rds, stepFunctions] = [new RDSClient({}), new SFNClient({})];

export const handler = createRiskHandler({ name: 'recovery/plan-recovery', input: Input }, (request) =>
  reportRefusal(async () => {
    const dependencies = {
      ...{ rds, prefix: requireEnv('NAME_PREFIX'), servingArn: await readServingArn(), now: new Date() },
      findEarlierExecution: async () => (await findEarlierExecution(stepFunctions, request.execution_id))?.id,
    };
    return planRecovery(dependencies, request);
  }),
);
