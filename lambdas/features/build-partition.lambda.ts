/** Workflow step 5: builds the features of one of the sixteen partitions. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Partition } from '../shared/runs/partitions.ts';
import { Run } from '../shared/runs/run.ts';
import { buildPartition } from './build-partition.ts';

const input = z.object({ run: Run, partition: Partition });

export const handler = createRiskHandler({ name: 'features/build-partition', input }, ({ run, partition }) =>
  buildPartition(getDatabase(), run, partition),
);
