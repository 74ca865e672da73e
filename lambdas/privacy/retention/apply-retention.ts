/** Carries out the retention schedule step by step: begins a run, deletes what is due in bounded batches, ends it. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { v7 } from 'uuid';
import { z } from 'zod';
import { type Database, uuid } from '../../shared/aws/database.ts';
import type { Telemetry } from '../../shared/handler.ts';
import { hashSchedule, RETENTION_PLACES, RETENTION_SCHEDULE, RetentionPlace } from '../../shared/retention/schedule.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { deleteDueRows, type OutsideStores } from './delete-due-rows.ts';

export const RetentionStep = z.discriminatedUnion('step', [
  z.object({ step: z.literal('begin'), execution_id: z.string() }),
  z.object({
    step: z.literal('apply'),
    retention_run_id: z.uuid(),
    place: RetentionPlace,
    /** Calls for this place before this one. */
    round: z.int().nonnegative(),
  }),
  z.object({ step: z.literal('end'), retention_run_id: z.uuid(), failed: z.boolean() }),
]);
export type RetentionStep = z.infer<typeof RetentionStep>;

export type RetentionStepResult =
  | { outcome: 'begun'; retention_run_id: string; places: RetentionPlace[] }
  | { outcome: 'run_in_progress' }
  | { place: RetentionPlace; deleted: number; round: number; has_more: boolean }
  | { outcome: 'completed' | 'failed' };

export interface RetentionDependencies {
  /** The database as risk_retention. */
  database: Database;
  stores: OutsideStores;
  telemetry: Telemetry;
}

/** A call works for so long, far below the time of the function. */
const CALL_MILLISECONDS = 60_000;
/** Calls for one place in one night: what is left then is deleted in the next ones. */
const MOST_ROUNDS = 60;

/** Carries out one step. Each can be repeated: a batch is deleted and reported in one transaction. */
export function applyRetention(
  dependencies: RetentionDependencies,
  request: RetentionStep,
): Promise<RetentionStepResult> {
  if (request.step === 'begin') return beginRun(dependencies, request.execution_id);
  if (request.step === 'apply') return applyRule(dependencies, request);
  return endRun(dependencies, request);
}

/** A run of the daily workflow can put replaced rows back, so nothing is deleted next to one. */
async function beginRun({ database }: RetentionDependencies, execution_id: string): Promise<RetentionStepResult> {
  const [running] = await database.query(readSqlFile('retention/find_running_run.sql'));
  if (running) return { outcome: 'run_in_progress' };
  const [begun] = await database.query<{ retention_run_id: string }>(readSqlFile('retention/begin_run.sql'), {
    ...{ retention_run_id: uuid(v7()), execution_id, schedule_sha256: hashSchedule(RETENTION_SCHEDULE) },
  });
  if (!begun) throw new Error('the run of the retention was not stored');
  return { outcome: 'begun', retention_run_id: begun.retention_run_id, places: [...RETENTION_PLACES] };
}

async function applyRule(
  { database, stores }: RetentionDependencies,
  { retention_run_id, place, round }: Extract<RetentionStep, { step: 'apply' }>,
): Promise<RetentionStepResult> {
  const rule = RETENTION_SCHEDULE.rules.find((candidate) => candidate.place === place);
  if (!rule) throw new Error(`the schedule has no rule for ${place}`);
  const until = Date.now() + CALL_MILLISECONDS;
  let deleted = 0;
  for (;;) {
    const batch = await database.transaction(async (tx) => {
      const gone = await deleteDueRows(tx, stores, rule);
      const report = { retention_run_id: uuid(retention_run_id), place, days: rule.days, ...gone };
      await tx.query(readSqlFile('retention/record_batch.sql'), report);
      return gone;
    });
    deleted += batch.deleted;
    const has_more = !batch.is_complete && round + 1 < MOST_ROUNDS;
    if (batch.is_complete || Date.now() > until) return { place, deleted, round: round + 1, has_more };
  }
}

async function endRun(
  { database, telemetry }: RetentionDependencies,
  { retention_run_id, failed }: Extract<RetentionStep, { step: 'end' }>,
): Promise<RetentionStepResult> {
  const [ended] = await database.query<{ state: 'completed' | 'failed'; deleted: number; incomplete: number }>(
    readSqlFile('retention/end_run.sql'),
    { retention_run_id: uuid(retention_run_id), failed },
  );
  if (!ended) throw new Error('there is no such run of the retention');
  telemetry.metrics.addMetric('RetentionDeletedRows', MetricUnit.Count, ended.deleted);
  telemetry.metrics.addMetric('RetentionBehind', MetricUnit.Count, failed ? 1 : ended.incomplete);
  return { outcome: ended.state };
}
