/** Determines the scale of the scores that a policy and a model make together. */
import { RiskError } from '../errors.ts';
import { DEFAULT_SCORE_SCALE, ScoreScale } from '../model/score-scale.ts';
import type { Policy } from './policy.ts';

/** What of a model manifest says its scale. Models that were trained before manifests stated one have none. */
export interface ModelScale {
  version: string;
  score_scale?: ScoreScale | undefined;
}

/** What of a policy says its scale. */
export type PolicyScale = Pick<Policy, 'version' | 'score'>;

/** A policy states another scale than the model whose PDs it decides on: its points would mean something else. */
export class ScoreScaleConflict extends RiskError {
  constructor(policy: PolicyScale, model: ModelScale, differences: readonly string[]) {
    super(
      `policy ${policy.version} states another score scale than model ${model.version}: ${differences.join(', ')}; ` +
        'leave `score` out of the policy, or state the scale of the model',
    );
  }
}

/** Returns the scale of a model that does not decide, so that it may differ from the policy's. */
export const selectScoreScale = ({ score }: PolicyScale, { score_scale }: ModelScale): ScoreScale =>
  score_scale ?? score ?? DEFAULT_SCORE_SCALE;

/**
 * Returns the scale of the scores: the model's. The policy's, if its model states none; else that of the first models.
 * @throws {ScoreScaleConflict} when policy and model state different scales
 */
export function resolveScoreScale(policy: PolicyScale, model: ModelScale): ScoreScale {
  const [{ score }, { score_scale: scale }] = [policy, model];
  if (!scale || !score) return selectScoreScale(policy, model);
  const differences = (Object.keys(ScoreScale.shape) as (keyof ScoreScale)[])
    .filter((name) => scale[name] !== score[name])
    .map((name) => `${name} ${score[name]} instead of ${scale[name]}`);
  if (differences.length > 0) throw new ScoreScaleConflict(policy, model, differences);
  return scale;
}
