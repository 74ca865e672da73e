/** Limits of a caller's batches, and the problem when one is reached. Open it to add a limit. */
import { z } from 'zod';
import { BATCH_PART_ROWS, BATCH_TIMEOUT_SECONDS, MAX_BATCH_ROWS } from '../../shared/batch-contract.ts';
import { requireEnv } from '../../shared/env.ts';
import { formatCount, formatCountOf } from '../../shared/page/number-format.ts';
import { LimitReached } from '../http/problem.ts';

const BatchLimits = z.object({
  unstarted_of_caller: z.int().positive(),
  unstarted_hours: z.number().positive(),
  running_of_caller: z.int().positive(),
  running: z.int().positive(),
  rows_of_caller_per_day: z.int().min(MAX_BATCH_ROWS),
});

const HOUR_SECONDS = 3600;

/** Reads the limits as parameters of the statements. lib/config.ts has the values. */
export function readBatchLimits() {
  const limits = BatchLimits.parse(JSON.parse(requireEnv('BATCH_LIMITS')));
  return {
    find: {
      unstarted_seconds: limits.unstarted_hours * HOUR_SECONDS,
      timeout_seconds: BATCH_TIMEOUT_SECONDS,
    },
    create: {
      unstarted_seconds: limits.unstarted_hours * HOUR_SECONDS,
      max_unstarted: limits.unstarted_of_caller,
    },
    start: {
      max_running: limits.running,
      max_running_of_caller: limits.running_of_caller,
      max_rows_of_caller_per_day: limits.rows_of_caller_per_day,
      max_batch_rows: MAX_BATCH_ROWS,
      min_batch_rows: BATCH_PART_ROWS,
      timeout_seconds: BATCH_TIMEOUT_SECONDS,
    },
  };
}

/** The caller has too many batches that wait for their start. */
export class TooManyUnstartedBatches extends LimitReached {
  constructor(max: number, retryAfterSeconds: number) {
    const detail = `You have ${max} batches that have not been started. Start one, or wait until the oldest expires.`;
    super('too-many-unstarted-batches', detail, retryAfterSeconds);
  }
}

/** A limit that predictions.start_batch refuses a start by. */
export interface StartRefusal {
  refusal: 'running_of_caller' | 'running' | 'rows_of_caller_per_day';
  retry_after_seconds: number;
}

/** The problem of a refused start. */
export function toStartProblem({ refusal, retry_after_seconds }: StartRefusal): LimitReached {
  const { start } = readBatchLimits();
  if (refusal === 'rows_of_caller_per_day') {
    const detail = `You may have ${formatCountOf(start.max_rows_of_caller_per_day, 'row')} scored in 24 hours. A batch whose rows are not counted yet counts as ${formatCount(MAX_BATCH_ROWS)}. Start it later.`;
    return new LimitReached('too-many-rows-a-day', detail, retry_after_seconds);
  }
  const detail =
    refusal === 'running'
      ? `The service scores ${start.max_running} batches at a time, and as many are running. Start it when one has ended.`
      : `You may have ${start.max_running_of_caller} batches running at a time. Start it when one has ended.`;
  return new LimitReached('too-many-running-batches', detail, retry_after_seconds);
}
