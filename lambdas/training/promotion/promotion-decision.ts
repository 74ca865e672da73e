/** Decides by the gates which lifecycle stage a new model gets. Pure function, no I/O. */

import { type GateResult, VERDICT_WORDS } from '../../shared/model/gate-result.ts';
import type { GatesDocument } from '../../shared/model/gates-document.ts';
import type { ModelManifest } from '../../shared/model/model-manifest.ts';
import { type ChampionFigures, evaluateGates } from './gates.ts';

export interface PromotionDecision {
  stage: 'champion' | 'challenger' | 'rejected';
  /** One line for each reason. */
  reasons: string[];
  gates: GateResult[];
}

/** @param champion undefined when there is none, which makes the model champion unless a gate rejects or holds it */
export function decidePromotion(
  manifest: ModelManifest,
  champion: ChampionFigures | undefined,
  { gates: bounds, promotion }: GatesDocument,
): PromotionDecision {
  const gates = evaluateGates(manifest, champion, bounds);
  const listUnpassed = (consequence: GateResult['consequence']) =>
    gates.filter((gate) => gate.verdict !== 'passed' && gate.consequence === consequence).map(formatGateResult);
  const rejections = listUnpassed('reject');
  if (rejections.length > 0) return { stage: 'rejected', reasons: rejections, gates };
  const holds = listUnpassed('hold');
  if (holds.length > 0) return { stage: 'challenger', reasons: holds, gates };
  if (!champion) return { stage: 'champion', reasons: ['the first model'], gates };
  if (!promotion.automatic) return { stage: 'challenger', reasons: ['every gate passed; promoted by a person'], gates };
  return { stage: 'champion', reasons: ['every gate passed'], gates };
}

/** For example `calibration: calibration error (ECE) 0.210, required ≤ …`. */
const formatGateResult = ({ gate, verdict, measured, required }: GateResult): string => {
  const note = verdict === 'beyond_bound' ? ` (${VERDICT_WORDS[verdict]})` : '';
  return `${gate.replaceAll('_', ' ')}: ${measured}, required ${required}${note}`;
};
