/** Imports one partition of the features that a large day's Spark job built. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Partition } from '../shared/runs/partitions.ts';
import { Run } from '../shared/runs/run.ts';
import { importPartition } from './import-partition.ts';

const Input = z.object({ run: Run, partition: Partition });

export const handler = createRiskHandler({ name: 'features/import-partition', input: Input }, ({ run, partition }) => {
  const work = { bucket: requireEnv('WORK_BUCKET'), region: requireEnv('AWS_REGION') };
  return importPartition(getDatabase(), getObjectStore(), work, run, partition);
});
