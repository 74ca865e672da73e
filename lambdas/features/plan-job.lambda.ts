/** Workflow step 5 of a large day: writes what the Spark job has to do, and names the job. */
import { z } from 'zod';
import { database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { env } from '../shared/env.ts';
import { riskHandler } from '../shared/handler.ts';
import { Run } from '../shared/runs/run.ts';
import { writePlan } from './spark-job.ts';

const input = z.object({ run: Run });

export const handler = riskHandler({ name: 'features/plan-job', input }, async ({ run }) => ({
  kind: 'features' as const,
  ...(await writePlan(database(), objectStore(), env('WORK_BUCKET'), run)),
}));
