/** Reads a person's groups from Cognito's user pool. */
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { requireEnv } from '../env.ts';

/**
 * The exact names of a person's groups; none where the person does not exist or is disabled.
 * @param maxAgeMilliseconds 0 asks Cognito, so that a person who is removed or disabled loses the groups at once
 */
export type ReadGroups = (username: string, maxAgeMilliseconds: number) => Promise<ReadonlySet<string>>;

/** Cognito's largest page; a person is in a hundred groups at most. */
const GROUPS_PER_PAGE = 60;
/** A person waits for the answer. */
const TIMEOUT_MILLISECONDS = 1_000;
/** More people than a lender has here; the cache starts anew beyond it. */
const MAX_CACHED_PEOPLE = 1_000;

/** Loaded at the first person's call: a function that only machines call never needs it. */
const loadSdk = () => import('@aws-sdk/client-cognito-identity-provider');

/** Creates a reader that keeps what Cognito responded last, for callers that accept some age. */
export function createGroupReader(): ReadGroups {
  const kept = new Map<string, { groups: ReadonlySet<string>; readAt: number }>();
  let client: CognitoIdentityProviderClient | undefined;
  return async (username, maxAgeMilliseconds) => {
    const known = kept.get(username);
    if (known && Date.now() - known.readAt < maxAgeMilliseconds) return known.groups;
    const readAt = Date.now();
    client ??= await createClient();
    const groups = await findGroups(client, username);
    if (kept.size >= MAX_CACHED_PEOPLE) kept.clear();
    kept.set(username, { groups, readAt });
    return groups;
  };
}

async function createClient(): Promise<CognitoIdentityProviderClient> {
  const { CognitoIdentityProviderClient } = await loadSdk();
  const requestHandler = {
    connectionTimeout: TIMEOUT_MILLISECONDS,
    requestTimeout: TIMEOUT_MILLISECONDS,
    throwOnRequestTimeout: true,
  };
  return new CognitoIdentityProviderClient({ maxAttempts: 2, requestHandler });
}

async function findGroups(cognito: CognitoIdentityProviderClient, username: string): Promise<ReadonlySet<string>> {
  const { AdminGetUserCommand, UserNotFoundException } = await loadSdk();
  const user = { UserPoolId: requireEnv('USER_POOL_ID'), Username: username };
  try {
    const [{ Enabled }, groups] = await Promise.all([
      cognito.send(new AdminGetUserCommand(user)),
      listGroups(cognito, user),
    ]);
    return Enabled === true ? groups : new Set();
  } catch (error) {
    if (error instanceof UserNotFoundException) return new Set();
    throw error;
  }
}

async function listGroups(
  cognito: CognitoIdentityProviderClient,
  user: { UserPoolId: string; Username: string },
): Promise<Set<string>> {
  const { AdminListGroupsForUserCommand } = await loadSdk();
  const names = new Set<string>();
  let NextToken: string | undefined;
  do {
    const page = { ...user, Limit: GROUPS_PER_PAGE, NextToken };
    const reply = await cognito.send(new AdminListGroupsForUserCommand(page));
    for (const { GroupName } of reply.Groups ?? []) if (GroupName !== undefined) names.add(GroupName);
    ({ NextToken } = reply);
  } while (NextToken);
  return names;
}
