/** Publishes a run that passed its quality checks. */
import { z } from 'zod';
import { database } from '../shared/aws/database.ts';
import { riskHandler } from '../shared/handler.ts';
import { Run } from '../shared/runs/run.ts';
import { publishRun } from './runs/publish-run.ts';

const input = z.object({ run: Run });

export const handler = riskHandler({ name: 'ingest/publish-run', input }, ({ run }) => publishRun(database(), run));
