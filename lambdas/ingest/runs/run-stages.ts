/** Computes and stores how long each stage of a run took. Open it to change what `analytics.run_stages` says. */
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/** In the order of the workflow. `close` is not stored: the last stage ends where it begins. */
const STAGES = ['verify', 'prepare', 'import', 'features', 'quality', 'publish', 'score', 'close'] as const;

export type StageName = (typeof STAGES)[number];

/** When the run entered each stage that it came to, in ISO 8601. */
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
 * A stage ends where the next one begins; the last one ends where the run is closed.
 * @param failed the stage that failed, or `last` for the one that the run ended in
 */
export function toStages(times: StageTimes, failed: 'last' | 'score' | null): Stage[] {
  const entered = STAGES.flatMap((stage) => (times[stage] === undefined ? [] : [{ stage, at: times[stage] }]));
  return entered.slice(0, -1).map(({ stage, at }, i) => {
    const isFailed = failed === stage || (failed === 'last' && i === entered.length - 2);
    // The clocks behind two states may differ a little.
    const next = entered[i + 1]?.at ?? at;
    return {
      position: i + 1,
      stage,
      state: isFailed ? 'failed' : 'done',
      started_at: at,
      ended_at: next > at ? next : at,
    };
  });
}

/** Stores a run's stages once: a run that is closed again keeps the first ones. */
export async function storeStages(database: Database, runId: string, stages: readonly Stage[]): Promise<void> {
  if (stages.length === 0) return;
  await database.execute(readSqlFile('ingest/runs/store_stages.sql'), { run_id: uuid(runId), stages: json(stages) });
}
