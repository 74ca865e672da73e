/** Reads a person's groups from Cognito's user pool, as they are at this moment. */
import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { requireEnv } from '../env.ts';

/** The exact names of a person's groups; none where the person does not exist or is disabled. */
export type ReadGroups = (username: string) => Promise<ReadonlySet<string>>;

/** Cognito's largest page; a person is in a hundred groups at most. */
const GROUPS_PER_PAGE = 60;
/** A person waits for the answer. */
const TIMEOUT_MILLISECONDS = 1_000;

/** Creates a reader without a cache, so that a person who is removed or disabled loses the groups at once. */
export function createGroupReader(): ReadGroups {
  const requestHandler = {
    connectionTimeout: TIMEOUT_MILLISECONDS,
    requestTimeout: TIMEOUT_MILLISECONDS,
    throwOnRequestTimeout: true,
  };
  const cognito = new CognitoIdentityProviderClient({ maxAttempts: 2, requestHandler });
  return async (username) => {
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
  };
}

async function listGroups(
  cognito: CognitoIdentityProviderClient,
  user: { UserPoolId: string; Username: string },
): Promise<Set<string>> {
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
