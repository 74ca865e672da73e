/** Lambda of the daily workflow: publishes a run that passed the quality gate (runs/publish-run.ts). */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Run } from '../shared/runs/run.ts';
import { publishRun } from './runs/publish-run.ts';

const Input = z.object({ run: Run });

export const handler = createRiskHandler({ name: 'ingest/publish-run', input: Input }, ({ run }) =>
  publishRun(getDatabase(), run),
);
