/** Lambda of the daily workflow: opens the run of the next delivery (runs/open-run.ts). */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { getObjectStore } from '../shared/aws/object-store.ts';
import { requireEnv } from '../shared/env.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { LANDING_ROOT } from '../shared/object-keys.ts';
import { AsOfDate } from '../shared/runs/run.ts';
import { listDeliveries } from './contract/deliveries.ts';
import { isExecutionRunning } from './runs/is-execution-running.ts';
import { openRun } from './runs/open-run.ts';

const Input = z.object({
  execution_id: z.string().min(1),
  up_to: AsOfDate,
  from: AsOfDate.nullish(),
  again: z.boolean().default(false),
});

export const handler = createRiskHandler({ name: 'ingest/open-run', input: Input }, async (selection, { logger }) => {
  const objects = getObjectStore().list(requireEnv('LANDING_BUCKET'), LANDING_ROOT);
  const deliveries = await listDeliveries(objects, (folder) =>
    logger.warn(
      `${LANDING_ROOT}${folder.slice(0, 100)}/ is no delivery: name it as_of=YYYY-MM-DD/ with a day that exists`,
    ),
  );
  return openRun(getDatabase(), deliveries, isExecutionRunning, selection);
});
