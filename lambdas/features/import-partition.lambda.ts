/** Workflow step 5 of a large day: takes in what Spark built of one of the sixteen partitions. */
import { z } from 'zod';
import { database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { env } from '../shared/env.ts';
import { riskHandler } from '../shared/handler.ts';
import { Partition } from '../shared/runs/partitions.ts';
import { Run } from '../shared/runs/run.ts';
import { importPartition } from './spark-job.ts';

const input = z.object({ run: Run, partition: Partition });

export const handler = riskHandler({ name: 'features/import-partition', input }, ({ run, partition }) => {
  const work = { bucket: env('WORK_BUCKET'), region: env('AWS_REGION') };
  return importPartition(database(), objectStore(), work, run, partition);
});
