/**
 * Scores inputs with the model and the policy that decide on each of them, and with the challenger. Open it to change what
 * a prediction consists of.
 */
import type { ChosenArm } from '../../shared/decision/choose-arm.ts';
import { type DecisionResult, decide } from '../../shared/decision/decide.ts';
import { buildSnapshot, type NeededFeature } from '../../shared/decision/needed-features.ts';
import { type DecisionReasons, selectReasons } from '../../shared/decision/reasons.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import { InvalidModelOutput, type ModelReference } from '../../shared/model/errors.ts';
import type { ExplainableModel } from '../../shared/model/load-model.ts';
import { InvalidFeature, MissingFeature } from '../../shared/model/model-inputs.ts';
import { runGraph } from '../../shared/model/run-graph.ts';
import { resolveScoreScale } from '../../shared/policy/score-scale.ts';
import { choosePolicy, chooseServingArm, listServingFeatures } from '../../shared/serving/serving.ts';
import type { PolicyReference } from '../../shared/serving/serving-state.ts';
import { Problem, toProblem } from '../http/problem.ts';
import { checkSentFeatures, toUnknownExposureProblem } from './check-sent-features.ts';
import type { Scorers } from './load-scorers.ts';
import type { ScoringInput } from './read-scoring-inputs.ts';
import type { ShadowScore } from './shadow-scorer.ts';

/** An input with its score. Its features are exactly those that the model and the policies in force read. */
export interface ScoredInput extends ScoringInput {
  raw: number;
  outcome: DecisionResult;
  reasons: DecisionReasons;
  shadow: ShadowScore | null;
  model: ModelReference;
  policy: PolicyReference;
  arm: ChosenArm | null;
}

interface ModelScore {
  pd: number;
  raw: number;
  explain: () => DecisionReasons;
}

/** An input, and the arm of its customer. */
interface AssignedInput {
  input: ScoringInput;
  arm: ChosenArm | null;
}

/** A score or a problem for each input, in its order; an input that cannot be scored does not stop the others. */
export async function scoreInputs(
  scorers: Scorers,
  inputs: readonly (ScoringInput | Problem)[],
): Promise<(ScoredInput | Problem)[]> {
  const assigned = inputs.map((input) =>
    input instanceof Problem ? input : { input, arm: chooseServingArm(scorers.serving, input) },
  );
  const valid = assigned.filter((item): item is AssignedInput => !(item instanceof Problem));
  const scored = new Map<AssignedInput, ScoredInput | Problem>();
  for (const [version, group] of Map.groupBy(valid, ({ arm }) => arm?.model_version ?? null)) {
    const results = await scoreGroup(scorers, version, group);
    for (const [i, item] of group.entries()) scored.set(item, results[i] ?? toProblem(undefined));
  }
  await scorers.countArmFailures(valid.map((item) => ({ ...item, result: scored.get(item) })));
  return assigned.map((item) => (item instanceof Problem ? item : (scored.get(item) ?? toProblem(undefined))));
}

/** Scores inputs of one model: that of their arm, or the champion without a version. */
async function scoreGroup(
  { serving, champion, loadArmModel, scoreShadows }: Scorers,
  version: string | null,
  group: readonly AssignedInput[],
): Promise<(ScoredInput | Problem)[]> {
  let model = champion;
  try {
    if (version !== null) model = await loadArmModel(version);
  } catch (error) {
    return group.map(() => toProblem(error));
  }
  const needed = listServingFeatures(model.manifest.inputs, serving);
  const checked = group.map(({ input }) => checkInput(input, needed));
  const valid = group.filter((_, i) => checked[i] === undefined);
  const records = valid.map(({ input }) => buildSnapshot(needed, input.features));
  const scores = await scoreEachRecord(model, records);
  const shadows = await scoreShadows(
    valid.map(({ input }) => input.features),
    serving,
  );
  let row = 0;
  return group.map(({ input, arm }, i) => {
    const problem = checked[i];
    if (problem) return problem;
    const [features, score, shadow = null] = [records[row] as FeatureRecord, scores[row], shadows[row]];
    row += 1;
    if (!score || score instanceof Problem) return score ?? toProblem(undefined);
    try {
      const { version, sha256, policy } = choosePolicy(serving, features, arm);
      const outcome = decide(policy, score.pd, features, resolveScoreScale(policy, model.manifest));
      const reasons = selectReasons(policy, outcome, features, score.explain);
      const decided = { outcome, reasons, model: model.reference, policy: { version, sha256 }, arm };
      // The challenger decides on its own arm: a shadow would repeat the decision.
      const ownShadow = shadow?.model_version === model.reference.version ? null : shadow;
      return { ...input, features, raw: score.raw, ...decided, shadow: ownShadow };
    } catch (error) {
      return toUnknownExposureProblem(input, error) ?? toProblem(error);
    }
  });
}

/** The problem of features that the request sent; stored ones are those that the model was trained on. */
function checkInput({ run_id, features }: ScoringInput, needed: readonly NeededFeature[]): Problem | undefined {
  return run_id === null ? checkSentFeatures(features, needed) : undefined;
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
    const outputs = await runGraph(model, records);
    const { pd, raw } = outputs;
    return records.map((features, i) => ({
      pd: pd[i] ?? Number.NaN,
      raw: raw[i] ?? Number.NaN,
      explain: () => model.explain(features, outputs, i),
    }));
  } catch (error) {
    if (records.length === 1) return [toProblem(error)];
    if (![MissingFeature, InvalidFeature, InvalidModelOutput].some((kind) => error instanceof kind)) throw error;
    return (await Promise.all(records.map((record) => scoreEachRecord(model, [record])))).flat();
  }
}
