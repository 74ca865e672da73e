/** The policies that the migrations store, for tests without a database, and what decides when one of them is assigned. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashDocument } from '../../lambdas/shared/policy/hash-document.ts';
import type { Policy } from '../../lambdas/shared/policy/policy.ts';
import { openServing, type Serving } from '../../lambdas/shared/serving/serving.ts';
import type { ServingState } from '../../lambdas/shared/serving/serving-state.ts';
import { openPolicy, type StoredPolicy } from '../../lambdas/shared/serving/stored-policy.ts';

const MIGRATION = join(import.meta.dirname, '../../sql/migrations/0080_policies.sql');
/** The version that decides in a migrated database. */
export const SEED_VERSION = '2026-11-23';

const stored: readonly StoredPolicy[] = Array.from(
  readFileSync(MIGRATION, 'utf8').matchAll(/\$policy\$(\{.*?\})\$policy\$/gs),
  ([, document = '']) =>
    openPolicy({ version: JSON.parse(document).version, sha256: hashDocument(document) }, document),
);

/** Returns a policy of the migrations with its document. */
export function findSeedPolicy(version: string = SEED_VERSION): StoredPolicy {
  const policy = stored.find((candidate) => candidate.version === version);
  if (!policy) throw new Error(`the migrations have no policy ${version}`);
  return policy;
}

export const getSeedPolicy = (version?: string): Policy => findSeedPolicy(version).policy;

/** What decides where `policies` are stored, by default the one of the migrations. The first of them is the default. */
export function openTestServing(
  changes: Partial<ServingState> = {},
  policies: readonly StoredPolicy[] = [findSeedPolicy()],
): Serving {
  const [first = findSeedPolicy()] = policies;
  const state: ServingState = {
    ...{ assignment_id: 1, default_version: first.version, segments: [], experiments: [] },
    policies: policies.map(({ version, sha256 }) => ({ version, sha256 })),
    ...changes,
  };
  return openServing(state, policies);
}
