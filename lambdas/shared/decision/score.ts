/** Probability of default → score, band and the decision that the cut-offs give. Pure. */
import { RiskError } from '../errors.ts';
import type { Decision, Policy } from './policy.ts';

export class InvalidProbability extends RiskError {
  constructor(pd: number) {
    super(`a probability of default lies between 0 and 1, and this is ${pd}`);
  }
}

/**
 * The score of a PD in points, `policy.score.min` to `max` (300–850): `base` points at odds of `odds` good to one bad,
 * `pdo` points more each time the odds double. A PD of 0 or 1 gives an end of the scale. Throws InvalidProbability.
 */
export function computeScore(policy: Policy, pd: number): number {
  checkProbability(pd);
  const { base, odds, pdo, min, max } = policy.score;
  const points = base + (pdo / Math.LN2) * (Math.log((1 - pd) / pd) - Math.log(odds));
  return Math.min(max, Math.max(min, Math.round(points)));
}

/** The first band whose bound the PD is below. Throws InvalidProbability. */
export function findBand(policy: Policy, pd: number): string {
  checkProbability(pd);
  const band = policy.bands.find(({ below_pd }) => below_pd === null || isBelow(pd, below_pd));
  if (!band) throw new InvalidProbability(pd);
  return band.name;
}

/** Approve below the one cut-off, decline from the other, refer to a person in between. Throws InvalidProbability. */
export function decideByCutOffs(policy: Policy, pd: number): Decision {
  checkProbability(pd);
  if (isBelow(pd, policy.decisions.approve_below_pd)) return 'approve';
  return isBelow(pd, policy.decisions.decline_from_pd) ? 'refer' : 'decline';
}

/**
 * Compares as float32, the type of the model's `pd`: the float32 nearest to 0.3 is above the double 0.3 and the one
 * nearest to 0.08 is below the double 0.08, yet both stand exactly at their cut-off.
 */
function isBelow(pd: number, bound: number): boolean {
  return Math.fround(pd) < Math.fround(bound);
}

function checkProbability(pd: number): void {
  if (!(pd >= 0 && pd <= 1)) throw new InvalidProbability(pd);
}
