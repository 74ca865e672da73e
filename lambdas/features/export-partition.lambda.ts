/** Workflow step 5 of a large day: exports one of the sixteen partitions for Spark. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getExportLocation } from '../shared/aws/export-location.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Partition } from '../shared/runs/partitions.ts';
import { Run } from '../shared/runs/run.ts';
import { exportPartition } from './spark-job.ts';

const input = z.object({ run: Run, partition: Partition, pieces: z.int().positive().default(1) });

export const handler = createRiskHandler({ name: 'features/export-partition', input }, ({ run, partition, pieces }) =>
  exportPartition(getDatabase(), getExportLocation(), run, partition, pieces),
);
