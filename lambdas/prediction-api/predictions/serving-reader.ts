/** Reads what decides on requests. Open it to change how soon an activation or a promotion takes effect. */
import type { Database } from '../../shared/aws/database.ts';
import { PolicyCorrupt } from '../../shared/serving/errors.ts';
import { type CurrentServing, readServing } from '../../shared/serving/read-serving.ts';
import type { ServingModel } from '../../shared/serving/serving-state.ts';
import { createPolicyReader } from '../../shared/serving/stored-policy.ts';
import { NoChampion } from '../http/problem.ts';

const MAX_AGE_MILLISECONDS = 30_000;

export type RequestServing = CurrentServing & { champion: ServingModel };

/** Called when the newest state cannot decide and the one before goes on deciding. */
export type ReportPolicyFault = (error: PolicyCorrupt) => void;

/**
 * Creates a reader of what decides now that queries the database once in 30 seconds at most. Where a policy is corrupt,
 * the state that was read before goes on deciding. The reader throws NoChampion, and caches nothing, while no model is
 * champion, and PolicyCorrupt where no state was read before.
 */
export function createServingReader(
  database: () => Database,
  now: () => number = Date.now,
): (report: ReportPolicyFault) => Promise<RequestServing> {
  const readPolicies = createPolicyReader();
  let cached: { serving: RequestServing; readAt: number } | undefined;
  return async (report) => {
    if (cached && now() - cached.readAt < MAX_AGE_MILLISECONDS) return cached.serving;
    const readAt = now();
    try {
      const { champion, ...current } = await readServing(database(), readPolicies);
      if (!champion) throw new NoChampion();
      cached = { serving: { ...current, champion }, readAt };
    } catch (error) {
      if (!cached || !(error instanceof PolicyCorrupt)) throw error;
      report(error);
      cached = { ...cached, readAt };
    }
    return cached.serving;
  };
}
