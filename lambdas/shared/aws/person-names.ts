/**
 * Reads a person's name from Cognito's user pool, its only home: a person who is deleted there has no name any more, and
 * nothing else has to be erased.
 */
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { requireEnv } from '../env.ts';

/** The name as the person's sign-in has it; null where the person does not exist or Cognito does not respond. */
export type ReadName = (username: string) => Promise<string | null>;

/** A name is read again after this time, so a deleted person's name is shown no longer than that. */
const CACHE_MILLISECONDS = 300_000;
/** After a failure Cognito is asked again no sooner, so that its silence delays one page and not each. */
const FAILURE_MILLISECONDS = 10_000;
/** More reviewers than a lender has; the cache starts anew beyond it. */
const MAX_CACHED_NAMES = 1_000;
/** A person waits for the answer, which is useful without names. */
const TIMEOUT_MILLISECONDS = 1_000;

/** Creates a reader that keeps each name for five minutes. */
export function createNameReader(): ReadName {
  const cognito = new CognitoIdentityProviderClient({
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: TIMEOUT_MILLISECONDS,
      requestTimeout: TIMEOUT_MILLISECONDS,
      throwOnRequestTimeout: true,
    },
  });
  const cached = new Map<string, { name: Promise<string | null>; until: number }>();
  return (username) => {
    const known = cached.get(username);
    if (known && known.until > Date.now()) return known.name;
    if (cached.size >= MAX_CACHED_NAMES) cached.clear();
    // Kept before Cognito responds, so that the many overrides of one reviewer ask once.
    const entry = { name: findName(cognito, username), until: Date.now() + CACHE_MILLISECONDS };
    entry.name = entry.name.catch(() => {
      entry.until = Date.now() + FAILURE_MILLISECONDS;
      return null;
    });
    cached.set(username, entry);
    return entry.name;
  };
}

/** The attribute `name`, else the e-mail address with which the person signs in. */
async function findName(cognito: CognitoIdentityProviderClient, username: string): Promise<string | null> {
  try {
    const user = { UserPoolId: requireEnv('USER_POOL_ID'), Username: username };
    const { UserAttributes = [] } = await cognito.send(new AdminGetUserCommand(user));
    const findAttribute = (attribute: string) => UserAttributes.find(({ Name }) => Name === attribute)?.Value?.trim();
    return findAttribute('name') || findAttribute('email') || null;
  } catch (error) {
    if (error instanceof UserNotFoundException) return null;
    throw error;
  }
}
