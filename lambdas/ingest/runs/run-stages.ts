/** How long each stage of a run took: the workflow notes when it enters one, and hands the notes over when the run closes. */
import { z } from 'zod';
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/** In the order of the workflow; `close` is where the last one ends. */
export const STAGES = ['verify', 'prepare', 'import', 'features', 'quality', 'publish', 'score', 'close'] as const;

/** When the run entered each stage that it came to. */
export const StageTimes = z.partialRecord(z.enum(STAGES), z.iso.datetime());
export type StageTimes = z.infer<typeof StageTimes>;

/** `failed`: the run ended in it; of the scoring, that it failed. */
export type Stage = { position: number; stage: string; state: 'done' | 'failed'; started_at: string; ended_at: string };

/**
 * A stage ends where the next one begins. None without the time at which the run closed.
 * @param failed the stage that did not end well, or `last` for the one that the run ended in
 */
export function toStages(times: StageTimes, failed: 'last' | 'score' | null): Stage[] {
  const entered = STAGES.flatMap((stage) => (times[stage] === undefined ? [] : [{ stage, at: times[stage] }]));
  return entered.slice(0, -1).map(({ stage, at }, i) => {
    const isFailed = failed === stage || (failed === 'last' && i === entered.length - 2);
    // Clocks of a workflow's states may differ by a little.
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

/** Stores them once: a run that is closed again keeps those of the first time. */
export async function storeStages(database: Database, runId: string, stages: readonly Stage[]): Promise<void> {
  if (stages.length === 0) return;
  await database.execute(readSqlFile('ingest/runs/store_stages.sql'), { run_id: uuid(runId), stages: json(stages) });
}
