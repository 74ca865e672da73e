/** The stages of a model, and the one that a new model earns by its gates. Pure. */
import type { Manifest } from '../../shared/model/model-manifest.ts';
import type { Configuration } from '../configuration.ts';
import { type Compared, type GateResult, gateResults } from './gates.ts';

export const STAGES = ['candidate', 'challenger', 'champion', 'retired', 'rejected'] as const;
export type Stage = (typeof STAGES)[number];

export interface StageDecision {
  stage: 'champion' | 'challenger' | 'rejected';
  /** Why, one clear line each. */
  reasons: string[];
  gates: GateResult[];
}

/** The stage of the model that `manifest` describes beside the champion, if there is one. */
export function stageOf(
  manifest: Manifest,
  champion: Compared | undefined,
  { gates: bounds, promotion }: Pick<Configuration, 'gates' | 'promotion'>,
): StageDecision {
  const gates = gateResults(manifest, champion, bounds);
  const with_ = (consequence: GateResult['consequence']) =>
    gates.filter((gate) => gate.verdict !== 'passed' && gate.consequence === consequence).map(lineOf);
  const rejecting = with_('reject');
  if (rejecting.length > 0) return { stage: 'rejected', reasons: rejecting, gates };
  if (!champion) return { stage: 'champion', reasons: ['the first model'], gates };
  const holding = with_('hold');
  if (holding.length > 0) return { stage: 'challenger', reasons: holding, gates };
  if (!promotion.automatic) return { stage: 'challenger', reasons: ['every gate passed; promoted by a person'], gates };
  return { stage: 'champion', reasons: ['every gate passed'], gates };
}

/** `calibration: calibration error 0.2100, required at most …`. */
export const lineOf = ({ gate, measured, required }: GateResult): string =>
  `${gate}: ${measured}, required ${required}`;
