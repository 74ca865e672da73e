/** First step when Spark builds the features: writes the plan of the Spark job and returns its name. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Run } from '../shared/runs/run.ts';
import { planJob } from './plan-job.ts';

const Input = z.object({ run: Run });

export const handler = createRiskHandler({ name: 'features/plan-job', input: Input }, async ({ run }) => ({
  kind: 'features' as const,
  ...(await planJob(getDatabase(), getObjectStore(), requireEnv('WORK_BUCKET'), run)),
}));
