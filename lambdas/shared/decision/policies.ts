/** Every policy version there ever was, bundled: a stored decision can be recomputed under the policy that made it. */

import policy20261101 from '../../../config/policy/2026-11-01.json' with { type: 'json' };
import policy20261123 from '../../../config/policy/2026-11-23.json' with { type: 'json' };
import { RiskError } from '../errors.ts';
import { Policy } from './policy.ts';

const policies = new Map<string, Policy>(
  [policy20261101, policy20261123].map((file) => [file.version, Policy.parse(file)]),
);

export class UnknownPolicy extends RiskError {
  constructor(version: string) {
    super(`there is no policy ${version}; known are ${[...policies.keys()].join(', ')}`);
  }
}

/** The policy of that version (`YYYY-MM-DD`). Throws UnknownPolicy. */
export function getPolicy(version: string): Policy {
  const policy = policies.get(version);
  if (!policy) throw new UnknownPolicy(version);
  return policy;
}

/** Every version, the oldest first. */
export function listPolicies(): readonly Policy[] {
  return [...policies.values()];
}
