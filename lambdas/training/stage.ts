/** Decides the stage of a new model: the gates it must pass, and whether it replaces the champion. Pure. */
import type { Manifest } from '../shared/model/manifest.ts';
import type { Configuration } from './configuration.ts';

export type Stage = 'champion' | 'challenger' | 'rejected';

/** Cross-validated AUC over the folds. */
export interface CrossValidation {
  auc_mean: number;
  auc_std: number;
  auc_folds?: number[];
}

export interface StageDecision {
  stage: Stage;
  /** Why, one clear line each. */
  reasons: string[];
}

const MAX_PARITY_DIFFERENCE = 1e-5;

/** The stage of the model that `manifest` describes. Without a champion only parity is asked for: something must score. */
export function stageOf(
  manifest: Manifest,
  champion: CrossValidation | undefined,
  promotion: Configuration['promotion'],
): StageDecision {
  const broken = parityFailures(manifest);
  if (broken.length > 0) return { stage: 'rejected', reasons: broken };
  if (!champion) return { stage: 'champion', reasons: ['the first model'] };
  const failures = qualityFailures(manifest, promotion);
  if (failures.length > 0) return { stage: 'rejected', reasons: failures };
  const { cv } = manifest.metrics;
  const noise = promotion.noise_standard_errors * Math.hypot(standardError(cv), standardError(champion));
  const gain = cv.auc_mean - champion.auc_mean;
  const compared = `AUC ${figure(cv.auc_mean)} against the champion's ${figure(champion.auc_mean)}, noise ${figure(noise)}`;
  return gain >= -noise
    ? { stage: 'champion', reasons: [`not worse than the champion: ${compared}`] }
    : { stage: 'challenger', reasons: [`worse than the champion: ${compared}`] };
}

function parityFailures({ parity }: Manifest): string[] {
  const failures = [];
  if (parity.decision_flips > 0) failures.push(`${parity.decision_flips} decisions differ between Python and ONNX`);
  if (!(parity.max_abs_difference <= MAX_PARITY_DIFFERENCE)) {
    failures.push(`Python and ONNX differ by ${parity.max_abs_difference}, allowed is ${MAX_PARITY_DIFFERENCE}`);
  }
  return failures;
}

function qualityFailures({ metrics }: Manifest, promotion: Configuration['promotion']): string[] {
  const { auc, ece, brier, confusion } = metrics.holdout;
  const failures = [];
  if (auc < promotion.min_auc) failures.push(`AUC ${figure(auc)} is below ${promotion.min_auc}`);
  if (ece > promotion.max_ece) failures.push(`calibration error ${figure(ece)} is above ${promotion.max_ece}`);
  const { tn, fp, fn, tp } = confusion;
  const rate = (fn + tp) / (tn + fp + fn + tp);
  if (brier >= rate * (1 - rate))
    failures.push(`Brier score ${figure(brier)} is no better than the default rate alone`);
  return failures;
}

/** Of the mean over the folds. */
const standardError = ({ auc_std, auc_folds }: CrossValidation): number => auc_std / Math.sqrt(auc_folds?.length ?? 5);

const figure = (value: number): string => value.toFixed(4);
