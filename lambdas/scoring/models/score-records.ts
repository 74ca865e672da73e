/**
 * Scores feature records with a model, a policy and, where there is one, a challenger. Both scoring workflows use it.
 */
import type { ReasonsFor } from '../../shared/batch-contract.ts';
import { type DecisionResult, decide } from '../../shared/decision/decide.ts';
import { type DecisionReasons, NO_REASONS, selectReasons } from '../../shared/decision/reasons.ts';
import { computeScore } from '../../shared/decision/score.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import type { ExplainableModel } from '../../shared/model/load-model.ts';
import { runGraph } from '../../shared/model/run-graph.ts';
import type { ScoreScale } from '../../shared/model/score-scale.ts';
import type { Decision } from '../../shared/policy/decisions.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { resolveScoreScale, selectScoreScale } from '../../shared/policy/score-scale.ts';

/** Rows of one call of the graph: enough to make its fixed cost small, few enough to keep the memory bounded. */
export const CHUNK_ROWS = 4096;

export interface ScoringOptions {
  model: ExplainableModel;
  policy: Policy;
  reasonsFor: ReasonsFor;
  challenger?: ExplainableModel | undefined;
}

export interface ScoredRecord extends DecisionReasons {
  result: DecisionResult;
  raw: number;
  shadow: Shadow | null;
}

/** The challenger's score of a record. It decides nothing. */
export interface Shadow {
  pd: number;
  raw: number;
  score: number;
}

/**
 * Scores a chunk in one call of each model.
 * @returns one scored record for each record, in order
 * @throws {RiskError} when `runGraph` or `decide` throws it
 * @throws {ScoreScaleConflict} when the policy states another scale than the model
 */
export async function scoreRecords(
  records: readonly FeatureRecord[],
  { model, policy, reasonsFor, challenger }: ScoringOptions,
): Promise<ScoredRecord[]> {
  const { pd, raw, prepared } = await runGraph(model, records);
  const shadows = challenger && (await runGraph(challenger, records));
  const scale = resolveScoreScale(policy, model.manifest);
  const shadowScale = challenger && selectScoreScale(policy, challenger.manifest);
  return records.map((features, i) => {
    const result = decide(policy, pd[i] ?? Number.NaN, features, scale);
    const explain = (): DecisionReasons => model.explain(features, prepared, i);
    const reasons = needsReasons(reasonsFor, result.decision)
      ? selectReasons(policy, result, features, explain)
      : NO_REASONS;
    const shadow = shadows && shadowScale ? toShadow(shadowScale, shadows.pd[i], shadows.raw[i]) : null;
    return { result, raw: raw[i] ?? Number.NaN, ...reasons, shadow };
  });
}

function toShadow(scale: ScoreScale, pd = Number.NaN, raw = Number.NaN): Shadow {
  return { pd, raw, score: computeScore(scale, pd) };
}

function needsReasons(reasonsFor: ReasonsFor, decision: Decision): boolean {
  return reasonsFor === 'all' || (reasonsFor === 'not_approved' && decision !== 'approve');
}
