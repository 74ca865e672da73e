/** Publishes a run that passed its quality checks. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Run } from '../shared/runs/run.ts';
import { publishRun } from './runs/publish-run.ts';

const input = z.object({ run: Run });

export const handler = createRiskHandler({ name: 'ingest/publish-run', input }, ({ run }) =>
  publishRun(getDatabase(), run),
);
