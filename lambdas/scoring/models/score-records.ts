/**
 * Scores feature records with a model, a policy and, where there is one, a challenger. Both scoring workflows use it.
 */
import type { ReasonsFor } from '../../shared/batch-contract.ts';
import { type DecisionResult, decide } from '../../shared/decision/decide.ts';
import type { Decision, Policy } from '../../shared/decision/policy.ts';
import { type DecisionReasons, NO_REASONS, selectReasons } from '../../shared/decision/reasons.ts';
import { computeScore } from '../../shared/decision/score.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import type { ExplainableModel } from '../../shared/model/load-model.ts';
import { runGraph } from '../../shared/model/run-graph.ts';

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
 */
export async function scoreRecords(
  records: readonly FeatureRecord[],
  { model, policy, reasonsFor, challenger }: ScoringOptions,
): Promise<ScoredRecord[]> {
  const { pd, raw, prepared } = await runGraph(model, records);
  const shadows = challenger && (await runGraph(challenger, records));
  return records.map((features, i) => {
    const result = decide(policy, pd[i] ?? Number.NaN, features);
    const explain = (): DecisionReasons => model.explain(features, prepared, i);
    const reasons = needsReasons(reasonsFor, result.decision)
      ? selectReasons(policy, result, features, explain)
      : NO_REASONS;
    const shadow = shadows ? toShadow(policy, shadows.pd[i], shadows.raw[i]) : null;
    return { result, raw: raw[i] ?? Number.NaN, ...reasons, shadow };
  });
}

function toShadow(policy: Policy, pd = Number.NaN, raw = Number.NaN): Shadow {
  return { pd, raw, score: computeScore(policy, pd) };
}

function needsReasons(reasonsFor: ReasonsFor, decision: Decision): boolean {
  return reasonsFor === 'all' || (reasonsFor === 'not_approved' && decision !== 'approve');
}
