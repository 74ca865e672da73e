/** Opens the run of the oldest delivery asked for: one that is not published yet, or in a backfill any. */
import { z } from 'zod';
import { database } from '../shared/aws/database.ts';
import { objectStore } from '../shared/aws/object-store.ts';
import { env } from '../shared/env.ts';
import { riskHandler } from '../shared/handler.ts';
import { landingRoot } from '../shared/object-keys.ts';
import { AsOf } from '../shared/runs/run.ts';
import { listDeliveries } from './contract/deliveries.ts';
import { isExecutionRunning } from './runs/is-execution-running.ts';
import { openRun } from './runs/open-run.ts';

const input = z.object({
  execution_id: z.string().min(1),
  up_to: AsOf,
  from: AsOf.nullish(),
  again: z.boolean().default(false),
});

export const handler = riskHandler({ name: 'ingest/open-run', input }, async (request) => {
  const deliveries = await listDeliveries(objectStore().list(env('LANDING_BUCKET'), landingRoot));
  return openRun(database(), deliveries, isExecutionRunning, request);
});
