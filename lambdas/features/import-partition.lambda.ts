/** Workflow step 5 of a large day: takes in what Spark built of one of the sixteen partitions. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Partition } from '../shared/runs/partitions.ts';
import { Run } from '../shared/runs/run.ts';
import { importPartition } from './spark-job.ts';

const input = z.object({ run: Run, partition: Partition });

export const handler = createRiskHandler({ name: 'features/import-partition', input }, ({ run, partition }) => {
  const work = { bucket: requireEnv('WORK_BUCKET'), region: requireEnv('AWS_REGION') };
  return importPartition(getDatabase(), getObjectStore(), work, run, partition);
});
