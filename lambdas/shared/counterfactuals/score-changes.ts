/** Scores changed features with the model and the policy of one decision. */
import { decide } from '../decision/decide.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { ScoringModel } from '../model/load-model.ts';
import { runGraph } from '../model/run-graph.ts';
import { DECISIONS, type Decision } from '../policy/decisions.ts';
import type { Policy } from '../policy/policy.ts';
import { resolveScoreScale } from '../policy/score-scale.ts';

/** What the model and the policy say of a record. */
export interface ChangedOutcome {
  pd: number;
  score: number;
  band: string;
  decision: Decision;
  decided_by: string;
}

export type ScoreChanges = (records: readonly FeatureRecord[]) => Promise<ChangedOutcome[]>;

/** Creates the function that scores; it runs the graph once for all records, and decides each. */
export function createChangeScorer(model: ScoringModel, policy: Policy): ScoreChanges {
  const scale = resolveScoreScale(policy, model.manifest);
  return async (records) => {
    if (records.length === 0) return [];
    const { pd } = await runGraph(model, records);
    return records.map((record, i) => {
      const result = decide(policy, pd[i] ?? Number.NaN, record, scale);
      const { score, band, decision, decided_by } = result;
      return { pd: result.pd, score, band, decision, decided_by };
    });
  };
}

/** Whether a decision is at least as mild as the target. */
export const reachesTarget = (decision: Decision, target: Decision): boolean =>
  DECISIONS.indexOf(decision) <= DECISIONS.indexOf(target);

/** Orders outcomes: the mildest decision first, and of equal ones the smallest PD. */
export const compareOutcomes = (a: ChangedOutcome, b: ChangedOutcome): number =>
  DECISIONS.indexOf(a.decision) - DECISIONS.indexOf(b.decision) || a.pd - b.pd;
