/** Computes score, band and cut-off decision of a PD. Pure functions, no I/O. */
import { RiskError } from '../errors.ts';
import type { ScoreScale } from '../model/score-scale.ts';
import type { Decision } from '../policy/decisions.ts';
import type { Policy } from '../policy/policy.ts';

/** PDs below the first are approved, from the second on declined, and between them referred to a person. */
export type CutOffs = Pick<Policy['cut_offs'][number], 'approve_below_pd' | 'decline_from_pd'>;

/** Returns the cut-offs where no condition of others is met. */
export const getDefaultCutOffs = ({ cut_offs }: Policy): CutOffs => cut_offs.at(-1) as CutOffs;

/** The PD is not between 0 and 1. */
export class InvalidProbability extends RiskError {
  constructor(pd: number) {
    super(`a probability of default lies between 0 and 1, and this is ${pd}`);
  }
}

/**
 * Computes the score of a PD in points, `min` to `max`: `base` points at odds of `odds` to 1
 * against default, `pdo` points more each time the odds double. A PD of 0 or 1 has the score at an end of the scale.
 * @throws {InvalidProbability} when the PD is not between 0 and 1
 */
export function computeScore(scale: ScoreScale, pd: number): number {
  checkProbability(pd);
  const { base, odds, pdo, min, max } = scale;
  const points = base + (pdo / Math.LN2) * (Math.log((1 - pd) / pd) - Math.log(odds));
  return Math.min(max, Math.max(min, Math.round(points)));
}

/**
 * Finds the band of a PD: the first one whose bound is above it.
 * @throws {InvalidProbability} when the PD is not between 0 and 1
 */
export function findBand(policy: Pick<Policy, 'bands'>, pd: number): string {
  checkProbability(pd);
  const band = policy.bands.find(({ below_pd }) => below_pd === null || isBelow(pd, below_pd));
  if (!band) throw new InvalidProbability(pd);
  return band.name;
}

/**
 * Decides by the cut-offs alone: approve below the lower one, decline from the upper one on, refer in between.
 * @throws {InvalidProbability} when the PD is not between 0 and 1
 */
export function decideByCutOffs(cutOffs: CutOffs, pd: number): Decision {
  checkProbability(pd);
  if (isBelow(pd, cutOffs.approve_below_pd)) return 'approve';
  return isBelow(pd, cutOffs.decline_from_pd) ? 'refer' : 'decline';
}

/**
 * Compares as float32, the type of the model's `pd`. As doubles, the float32 nearest to 0.3 is above 0.3 and the one
 * nearest to 0.08 is below 0.08, although both represent a PD exactly at its cut-off.
 */
function isBelow(pd: number, bound: number): boolean {
  return Math.fround(pd) < Math.fround(bound);
}

function checkProbability(pd: number): void {
  if (!(pd >= 0 && pd <= 1)) throw new InvalidProbability(pd);
}
