/** Computes and stores how long each stage of a run took. Open it to change the rows of `analytics.run_stages`. */
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/** In the order of the workflow. `close` is not stored: the last stage ends where it begins. */
const STAGES = ['verify', 'prepare', 'import', 'features', 'quality', 'publish', 'score', 'close'] as const;

export type StageName = (typeof STAGES)[number];

/** When the run entered each stage that it reached, in ISO 8601. */
export type StageTimes = Partial<Record<StageName, string>>;

/** A row of `analytics.run_stages`. */
export interface Stage {
  position: number;
  stage: string;
  /** `failed`: the run ended in this stage; for `score`, the scoring failed. */
  state: 'done' | 'failed';
  started_at: string;
  ended_at: string;
}

/**
 * Each stage ends when the next one begins.
 * @param failedStage `last` for the stage in which the run ended
 */
export function toStages(times: StageTimes, failedStage: 'last' | 'score' | null): Stage[] {
  const entries = STAGES.flatMap((stage) => (times[stage] === undefined ? [] : [{ stage, at: times[stage] }]));
  return entries.slice(0, -1).map(({ stage, at }, i) => {
    const isLast = i === entries.length - 2;
    const isFailed = failedStage === stage || (failedStage === 'last' && isLast);
    const next = entries[i + 1]?.at ?? at;
    return {
      position: i + 1,
      stage,
      state: isFailed ? 'failed' : 'done',
      started_at: at,
      // The clocks behind the times of two states can differ a little.
      ended_at: next > at ? next : at,
    };
  });
}

/** Stores the stages of a run. A run that has stages keeps them. */
export async function storeStages(database: Database, runId: string, stages: readonly Stage[]): Promise<void> {
  if (stages.length === 0) return;
  const parameters = { run_id: uuid(runId), stages: json(stages) };
  await database.execute(readSqlFile('ingest/runs/store_stages.sql'), parameters);
}
