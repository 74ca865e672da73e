/** The stages of a model, and the one that a new model earns by its gates. Pure. */
import type { ModelManifest } from '../../shared/model/model-manifest.ts';
import type { Configuration } from '../contract/configuration.ts';
import { type ChampionFigures, evaluateGates, type GateResult } from './gates.ts';

export const LIFECYCLE_STAGES = ['candidate', 'challenger', 'champion', 'retired', 'rejected'] as const;
export type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];

export interface PromotionDecision {
  stage: 'champion' | 'challenger' | 'rejected';
  /** Why, one clear line each. */
  reasons: string[];
  gates: GateResult[];
}

/** The stage of the model that `manifest` describes beside the champion, if there is one. */
export function decidePromotion(
  manifest: ModelManifest,
  champion: ChampionFigures | undefined,
  { gates: bounds, promotion }: Pick<Configuration, 'gates' | 'promotion'>,
): PromotionDecision {
  const gates = evaluateGates(manifest, champion, bounds);
  const with_ = (consequence: GateResult['consequence']) =>
    gates.filter((gate) => gate.verdict !== 'passed' && gate.consequence === consequence).map(formatGateResult);
  const rejecting = with_('reject');
  if (rejecting.length > 0) return { stage: 'rejected', reasons: rejecting, gates };
  if (!champion) return { stage: 'champion', reasons: ['the first model'], gates };
  const holding = with_('hold');
  if (holding.length > 0) return { stage: 'challenger', reasons: holding, gates };
  if (!promotion.automatic) return { stage: 'challenger', reasons: ['every gate passed; promoted by a person'], gates };
  return { stage: 'champion', reasons: ['every gate passed'], gates };
}

/** `calibration: calibration error 0.2100, required at most …`. */
export const formatGateResult = ({ gate, measured, required }: GateResult): string =>
  `${gate}: ${measured}, required ${required}`;
