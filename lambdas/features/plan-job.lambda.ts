/** Workflow step 5 of a large day: writes what the Spark job has to do, and names the job. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Run } from '../shared/runs/run.ts';
import { writePlan } from './spark-job.ts';

const input = z.object({ run: Run });

export const handler = createRiskHandler({ name: 'features/plan-job', input }, async ({ run }) => ({
  kind: 'features' as const,
  ...(await writePlan(getDatabase(), getObjectStore(), requireEnv('WORK_BUCKET'), run)),
}));
