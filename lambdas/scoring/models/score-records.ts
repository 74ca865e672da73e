/** Feature records → outcomes with their reasons, and what the challenger would have said. What all batches share. */
import type { ReasonsFor } from '../../shared/batch-contract.ts';
import { type DecisionResult, decide } from '../../shared/decision/decide.ts';
import type { Decision, Policy } from '../../shared/decision/policy.ts';
import { type DecisionReasons, NO_REASONS, selectReasons } from '../../shared/decision/reasons.ts';
import { computeScore } from '../../shared/decision/score.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import type { ExplainableModel } from '../../shared/model/load-model.ts';
import { runGraph } from '../../shared/model/run-graph.ts';

/** Rows a call of the graph: enough that its fixed cost vanishes, few enough that a batch's memory does too. */
export const CHUNK_ROWS = 4096;

export type ScoringOptions = {
  model: ExplainableModel;
  policy: Policy;
  reasonsFor: ReasonsFor;
  challenger?: ExplainableModel | undefined;
};

/** `shadow` is the challenger's; it decides nothing. */
export type ScoredRecord = { outcome: DecisionResult; raw: number; why: DecisionReasons; shadow: Shadow | null };
export type Shadow = { pd: number; raw: number; score: number };

/** Scores records in one call of each model, in order. Throws what the model and the policy throw. */
export async function scoreRecords(
  records: readonly FeatureRecord[],
  { model, policy, reasonsFor, challenger }: ScoringOptions,
): Promise<ScoredRecord[]> {
  const { pd, raw, prepared } = await runGraph(model, records);
  const shadows = challenger && (await runGraph(challenger, records));
  return records.map((features, i) => {
    const outcome = decide(policy, pd[i] ?? Number.NaN, features);
    const explain = (): DecisionReasons => model.explain(features, prepared, i);
    const why = isExplained(reasonsFor, outcome.decision)
      ? selectReasons(policy, outcome, features, explain)
      : NO_REASONS;
    return { outcome, raw: raw[i] ?? Number.NaN, why, shadow: shadows ? shadowOf(policy, shadows, i) : null };
  });
}

function shadowOf(policy: Policy, { pd, raw }: { pd: Float32Array; raw: Float32Array }, i: number): Shadow {
  const value = pd[i] ?? Number.NaN;
  return { pd: value, raw: raw[i] ?? Number.NaN, score: computeScore(policy, value) };
}

function isExplained(reasonsFor: ReasonsFor, decision: Decision): boolean {
  return reasonsFor === 'all' || (reasonsFor === 'not_approved' && decision !== 'approve');
}
