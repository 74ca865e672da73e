/** Reads a person's e-mail address from Cognito's user pool, its only home. */
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { requireEnv } from '../env.ts';

/** The address in lower case; null where the person does not exist or has none. */
export type ReadEmail = (username: string) => Promise<string | null>;

/** A person waits for the answer. */
const TIMEOUT_MILLISECONDS = 1_000;

/** Creates a reader without a cache: it is asked before changes only. */
export function createEmailReader(): ReadEmail {
  const requestHandler = {
    connectionTimeout: TIMEOUT_MILLISECONDS,
    requestTimeout: TIMEOUT_MILLISECONDS,
    throwOnRequestTimeout: true,
  };
  const cognito = new CognitoIdentityProviderClient({ maxAttempts: 2, requestHandler });
  return async (username) => {
    try {
      const user = { UserPoolId: requireEnv('USER_POOL_ID'), Username: username };
      const { UserAttributes = [] } = await cognito.send(new AdminGetUserCommand(user));
      return (
        UserAttributes.find(({ Name }) => Name === 'email')
          ?.Value?.trim()
          .toLowerCase() || null
      );
    } catch (error) {
      if (error instanceof UserNotFoundException) return null;
      throw error;
    }
  };
}
