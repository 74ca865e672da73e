/** Asks Cognito's user pool for a person's groups. A module of its own, so that user-groups.ts loads the SDK when needed. */
import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { requireEnv } from '../env.ts';

/** Cognito's largest page; a person is in a hundred groups at most. */
const GROUPS_PER_PAGE = 60;
/** A person waits for the answer. */
const TIMEOUT_MILLISECONDS = 1_000;

export function createPoolClient(): CognitoIdentityProviderClient {
  const requestHandler = {
    connectionTimeout: TIMEOUT_MILLISECONDS,
    requestTimeout: TIMEOUT_MILLISECONDS,
    throwOnRequestTimeout: true,
  };
  return new CognitoIdentityProviderClient({ maxAttempts: 2, requestHandler });
}

/** The exact names of a person's groups; none where the person does not exist or is disabled. */
export async function findPoolGroups(
  cognito: CognitoIdentityProviderClient,
  username: string,
): Promise<ReadonlySet<string>> {
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
