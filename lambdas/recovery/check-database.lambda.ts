/** Step of a recovery that compares the restored database with its source. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { checkDatabase } from './checks/check-database.ts';
import { RecoveryPlan } from './contract/recovery.ts';

export const handler = createRiskHandler(
  { name: 'recovery/check-database', input: z.object({ plan: RecoveryPlan }) },
  async ({ plan }) => ({
    checks: await checkDatabase(
      getDatabase(undefined, plan.cluster_arn),
      getDatabase(undefined, plan.source_arn),
      plan.state_at,
    ),
  }),
);
