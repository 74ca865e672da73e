/** Scores sources with the champion under the policy, and with the challenger beside it. */
import { type DecisionResult, decide } from '../../shared/decision/decide.ts';
import { buildSnapshot, listNeededFeatures } from '../../shared/decision/needed-features.ts';
import type { Policy } from '../../shared/decision/policy.ts';
import { type DecisionReasons, selectReasons } from '../../shared/decision/reasons.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { InvalidModelOutput } from '../../shared/model/errors.ts';
import type { ExplainableModel } from '../../shared/model/load-model.ts';
import { InvalidFeature, MissingFeature } from '../../shared/model/model-inputs.ts';
import { runGraph } from '../../shared/model/run-graph.ts';
import { Problem, toProblem } from '../http/problem.ts';
import { checkSentFeatures } from './check-sent-features.ts';
import type { ScoringInput } from './read-scoring-inputs.ts';
import type { ScoreShadows, ShadowScore } from './shadow-scorer.ts';

/** A source with its score. Its features are exactly those that the model and the policy read. */
export type ScoredInput = ScoringInput & {
  raw: number;
  outcome: DecisionResult;
  why: DecisionReasons;
  shadow: ShadowScore | null;
};

type Scoring = { model: ExplainableModel; policy: Policy; shadows: ScoreShadows };
type Raw = { pd: number; raw: number; explain: () => DecisionReasons };

/** A score or a problem for each source, in order: one that cannot be scored keeps none of the others from it. */
export async function scoreInputs(
  { model, policy, shadows }: Scoring,
  sources: readonly (ScoringInput | Problem)[],
): Promise<(ScoredInput | Problem)[]> {
  const needed = listNeededFeatures(model.manifest.inputs, policy);
  const valid = sources.map((source) => {
    if (source instanceof Problem || source.run_id !== null) return source;
    return checkSentFeatures(source.features, needed, [policy.ead.feature]) ?? source;
  });
  const records = valid.flatMap((one) => (one instanceof Problem ? [] : [buildSnapshot(needed, one.features)]));
  const scores = await scoresOf(model, records);
  const beside = await shadows(
    valid.flatMap((one) => (one instanceof Problem ? [] : [one.features])),
    policy,
  );
  let row = 0;
  return valid.map((one) => {
    if (one instanceof Problem) return one;
    const [features, score, shadow = null] = [records[row] as FeatureRecord, scores[row], beside[row]];
    row += 1;
    if (!score || score instanceof Problem) return score ?? toProblem(undefined);
    try {
      const outcome = decide(policy, score.pd, features);
      const why = selectReasons(policy, outcome, features, score.explain);
      return { ...one, features, raw: score.raw, outcome, why, shadow };
    } catch (error) {
      return toProblem(error);
    }
  });
}

/** All in one run of the graph; where a row spoils it each on its own, so that only that row fails. */
async function scoresOf(model: ExplainableModel, records: readonly FeatureRecord[]): Promise<(Raw | Problem)[]> {
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
    return (await Promise.all(records.map((record) => scoresOf(model, [record])))).flat();
  }
}
