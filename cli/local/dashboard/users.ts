/** Creates the users of the local cloud, so that a person can sign in. They exist on this machine only. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { InvokeCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import type { Role } from '../../../lambdas/shared/people/roles.ts';
import { readCredentials } from '../settings/credentials.ts';
import { buildSdkConfiguration, type LocalSettings } from '../settings/local-settings.ts';

interface LocalUser {
  email: string;
  roles: readonly Role[];
  /** What the person does, for whom `npm start` prints it. */
  does: string;
}

export const LOCAL_USERS = [
  { email: 'analyst@example.com', roles: ['analyst'], does: 'reads every page, brings data, proposes policies' },
  { email: 'underwriter@example.com', roles: ['underwriter'], does: 'overrides decisions' },
  {
    ...{ email: 'approver@example.com', roles: ['approver', 'model-validator'] },
    does: 'approves policies, models and roles',
  },
  {
    ...{ email: 'administrator@example.com', roles: ['administrator', 'auditor', 'privacy-officer'] },
    does: 'proposes roles, reads the audit trail',
  },
] as const satisfies readonly LocalUser[];

/**
 * Creates the users that do not exist yet, gives all the password of this start, and lets their roles be stored.
 * @param poolId parameter `api/user-pool-id` of the deployed stacks
 */
export async function ensureLocalUsers(settings: LocalSettings, poolId: string): Promise<void> {
  const cognito = new CognitoIdentityProviderClient(buildSdkConfiguration(settings));
  const { password } = readCredentials(settings.stateDirectory);
  try {
    await Promise.all(LOCAL_USERS.map((user) => ensureUser(cognito, poolId, password, user)));
  } finally {
    cognito.destroy();
  }
  await takeOverRoles(settings);
}

async function ensureUser(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  password: string,
  { email, roles }: LocalUser,
): Promise<void> {
  const user = { UserPoolId, Username: email };
  const withoutInvitation = { MessageAction: 'SUPPRESS', TemporaryPassword: password } as const;
  const UserAttributes = Object.entries({ email, email_verified: 'true' }).map(([Name, Value]) => ({ Name, Value }));
  try {
    await cognito.send(new AdminCreateUserCommand({ ...user, ...withoutInvitation, UserAttributes }));
    for (const GroupName of roles) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
  }
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
}

/** Asks for it and does not wait: a start has other work, and after the first one nothing is left to store. */
async function takeOverRoles(settings: LocalSettings): Promise<void> {
  const lambda = new LambdaClient(buildSdkConfiguration(settings));
  const Payload = JSON.stringify({ take_over: { by: 'npm start', why: 'the people of the local cloud' } });
  try {
    await lambda.send(new InvokeCommand({ FunctionName: 'risk-local-apply-roles', InvocationType: 'Event', Payload }));
  } catch (error) {
    // Stacks of an earlier release, which a command may join, lack the function.
    if (!(error instanceof ResourceNotFoundException)) throw error;
  } finally {
    lambda.destroy();
  }
}
