/** Bundles every policy version, so that a stored decision can be replayed with the policy that made it. */
import policy20261101 from '../../../config/policy/2026-11-01.json' with { type: 'json' };
import policy20261123 from '../../../config/policy/2026-11-23.json' with { type: 'json' };
import { RiskError } from '../errors.ts';
import { DEFAULT_SCORE_SCALE } from '../model/score-scale.ts';
import { hashDocument, parsePolicy } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';

const files: readonly { version: string }[] = [policy20261101, policy20261123];
const policies = new Map<string, Policy>(files.map((file) => [file.version, parsePolicy(file)]));

/** The scale of scores, in points: every stored score lies in it, whichever policy made it. */
const scales = listPolicies().map(({ score = DEFAULT_SCORE_SCALE }) => score);
export const SCORE_SCALE = {
  min: Math.min(...scales.map(({ min }) => min)),
  max: Math.max(...scales.map(({ max }) => max)),
};

/** No policy has this version. */
export class UnknownPolicy extends RiskError {
  constructor(version: string) {
    super(`there is no policy ${version}; known are ${[...policies.keys()].join(', ')}`);
  }
}

/**
 * Returns the policy of a version (`YYYY-MM-DD`).
 * @throws {UnknownPolicy} when there is none
 */
export function getPolicy(version: string): Policy {
  const policy = policies.get(version);
  if (!policy) throw new UnknownPolicy(version);
  return policy;
}

/** Lists every policy version, oldest first. */
export function listPolicies(): readonly Policy[] {
  return [...policies.values()];
}

/**
 * SHA-256 of a policy's file as JSON without white space: a version whose content was changed has another hash.
 * @throws {UnknownPolicy} when there is none
 */
export function hashPolicy(version: string): string {
  const file = files.find((candidate) => candidate.version === version);
  if (!file) throw new UnknownPolicy(version);
  return hashDocument(JSON.stringify(file));
}
