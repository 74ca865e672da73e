/** Reads a person's groups from Cognito's user pool. */
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';

/**
 * The exact names of a person's groups; none where the person does not exist or is disabled.
 * @param maxAgeMilliseconds 0 asks Cognito, so that a person who is removed or disabled loses the groups at once
 */
export type ReadGroups = (username: string, maxAgeMilliseconds: number) => Promise<ReadonlySet<string>>;

/** More people than a lender has here; the cache starts anew beyond it. */
const MAX_CACHED_PEOPLE = 1_000;

/**
 * Loaded at the first person's call: a function that only machines call never needs the SDK. Our own module is imported
 * here, because esbuild's chunk of a CommonJS package has no named exports.
 */
const loadPoolGroups = () => import('./pool-groups.ts');

/** Creates a reader that keeps what Cognito responded last, for callers that accept some age. */
export function createGroupReader(): ReadGroups {
  const kept = new Map<string, { groups: ReadonlySet<string>; readAt: number }>();
  let client: CognitoIdentityProviderClient | undefined;
  return async (username, maxAgeMilliseconds) => {
    const known = kept.get(username);
    if (known && Date.now() - known.readAt < maxAgeMilliseconds) return known.groups;
    const readAt = Date.now();
    const { createPoolClient, findPoolGroups } = await loadPoolGroups();
    client ??= createPoolClient();
    const groups = await findPoolGroups(client, username);
    if (kept.size >= MAX_CACHED_PEOPLE) kept.clear();
    kept.set(username, { groups, readAt });
    return groups;
  };
}
