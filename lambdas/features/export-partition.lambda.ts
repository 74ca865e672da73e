/** Exports one partition of the customers for a large day's Spark job. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getExportLocation } from '../shared/aws/export-location.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Partition } from '../shared/runs/partitions.ts';
import { Run } from '../shared/runs/run.ts';
import { exportPartition } from './export-partition.ts';

const Input = z.object({ run: Run, partition: Partition, pieces: z.int().positive().default(1) });

export const handler = createRiskHandler(
  { name: 'features/export-partition', input: Input },
  ({ run, partition, pieces }) => exportPartition(getDatabase(), getExportLocation(), run, partition, pieces),
);
