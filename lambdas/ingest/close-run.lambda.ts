/** Lambda of the daily workflow: closes a run, published or not (runs/close-run.ts). */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { Run } from '../shared/runs/run.ts';
import { closeRun } from './runs/close-run.ts';
import { readStageTimes } from './runs/read-stage-times.ts';
import { UNPUBLISHED_STATES } from './runs/run-lifecycle.ts';

const Input = z.object({
  run: Run,
  /** Absent in an execution that started under an older definition of the workflow; the run then has no stage times. */
  execution_id: z.string().min(1).optional(),
  state: z.enum(['published', ...UNPUBLISHED_STATES]),
  outcome: z.record(z.string(), z.unknown()).default({}),
});

export const handler = createRiskHandler(
  { name: 'ingest/close-run', input: Input },
  async ({ run, execution_id, state, outcome }) => {
    await closeRun(getDatabase(), run, state, outcome, execution_id ? await readStageTimes(execution_id) : {});
    return {};
  },
);
