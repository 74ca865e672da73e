/**
 * Scores inputs with champion and challenger, and decides by the policy. Open it to change what a prediction consists
 * of.
 */
import { type DecisionResult, decide } from '../../shared/decision/decide.ts';
import { buildSnapshot, listNeededFeatures } from '../../shared/decision/needed-features.ts';
import { type DecisionReasons, selectReasons } from '../../shared/decision/reasons.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { InvalidModelOutput } from '../../shared/model/errors.ts';
import type { ExplainableModel } from '../../shared/model/load-model.ts';
import { InvalidFeature, MissingFeature } from '../../shared/model/model-inputs.ts';
import { runGraph } from '../../shared/model/run-graph.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { listExposureFeatures } from '../../shared/policy/reason-feature.ts';
import { resolveScoreScale } from '../../shared/policy/score-scale.ts';
import { Problem, toProblem } from '../http/problem.ts';
import { checkSentFeatures } from './check-sent-features.ts';
import type { Scorers } from './load-scorers.ts';
import type { ScoringInput } from './read-scoring-inputs.ts';
import type { ShadowScore } from './shadow-scorer.ts';

/** An input with its score. Its features are exactly those that the model and the policy read. */
export interface ScoredInput extends ScoringInput {
  raw: number;
  outcome: DecisionResult;
  reasons: DecisionReasons;
  shadow: ShadowScore | null;
}

interface ModelScore {
  pd: number;
  raw: number;
  explain: () => DecisionReasons;
}

/** A score or a problem for each input, in its order; an input that cannot be scored does not stop the others. */
export async function scoreInputs(
  { model, policy, scoreShadows }: Scorers & { policy: Policy },
  inputs: readonly (ScoringInput | Problem)[],
): Promise<(ScoredInput | Problem)[]> {
  const needed = listNeededFeatures(model.manifest.inputs, policy);
  const features = listExposureFeatures(policy);
  // Of several, which one must be known depends on the application; the decision refuses it.
  const exposures = features.length === 1 ? features : [];
  const scale = resolveScoreScale(policy, model.manifest);
  const checkedInputs = inputs.map((input) => {
    if (input instanceof Problem || input.run_id !== null) return input;
    return checkSentFeatures(input.features, needed, exposures) ?? input;
  });
  const validInputs = checkedInputs.filter((input): input is ScoringInput => !(input instanceof Problem));
  const records = validInputs.map(({ features }) => buildSnapshot(needed, features));
  const scores = await scoreEachRecord(model, records);
  const shadows = await scoreShadows(
    validInputs.map(({ features }) => features),
    policy,
  );
  let row = 0;
  return checkedInputs.map((input) => {
    if (input instanceof Problem) return input;
    const [features, score, shadow = null] = [records[row] as FeatureRecord, scores[row], shadows[row]];
    row += 1;
    if (!score || score instanceof Problem) return score ?? toProblem(undefined);
    try {
      const outcome = decide(policy, score.pd, features, scale);
      const reasons = selectReasons(policy, outcome, features, score.explain);
      return { ...input, features, raw: score.raw, outcome, reasons, shadow };
    } catch (error) {
      return toProblem(error);
    }
  });
}

/**
 * Scores all rows in one run of the graph. Where a row makes the run fail, runs each row alone: only that row fails.
 */
async function scoreEachRecord(
  model: ExplainableModel,
  records: readonly FeatureRecord[],
): Promise<(ModelScore | Problem)[]> {
  if (records.length === 0) return [];
  try {
    const { pd, raw, prepared } = await runGraph(model, records);
    return records.map((features, i) => ({
      pd: pd[i] ?? Number.NaN,
      raw: raw[i] ?? Number.NaN,
      explain: () => model.explain(features, prepared, i),
    }));
  } catch (error) {
    if (records.length === 1) return [toProblem(error)];
    if (![MissingFeature, InvalidFeature, InvalidModelOutput].some((kind) => error instanceof kind)) throw error;
    return (await Promise.all(records.map((record) => scoreEachRecord(model, [record])))).flat();
  }
}
