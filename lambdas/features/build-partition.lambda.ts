/** Builds the features of one partition of the customers on PostgreSQL. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Partition } from '../shared/runs/partitions.ts';
import { Run } from '../shared/runs/run.ts';
import { buildPartition } from './build-partition.ts';

const Input = z.object({ run: Run, partition: Partition });

export const handler = createRiskHandler({ name: 'features/build-partition', input: Input }, ({ run, partition }) =>
  buildPartition(getDatabase(), run, partition),
);
