/** Creates the users of the local cloud, so that a person can sign in. They exist on this machine only. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { readCredentials } from '../settings/credentials.ts';
import { buildSdkConfiguration, type LocalSettings } from '../settings/local-settings.ts';

export const LOCAL_USERS = [
  { email: 'analyst@example.com', groups: [], role: 'an analyst, who reads every page' },
  {
    ...{ email: 'reviewer@example.com', groups: ['reviewers', 'importers'] },
    role: 'a reviewer, who also overrides decisions and brings data',
  },
] as const;

/**
 * Creates the users that do not exist yet, and gives all the password of this start.
 * @param poolId parameter `api/user-pool-id` of the deployed stacks
 */
export async function ensureLocalUsers(settings: LocalSettings, poolId: string): Promise<void> {
  const cognito = new CognitoIdentityProviderClient(buildSdkConfiguration(settings));
  const { password } = readCredentials(settings.stateDirectory);
  const withoutInvitation = { MessageAction: 'SUPPRESS', TemporaryPassword: password } as const;
  try {
    for (const { email, groups } of LOCAL_USERS) {
      const user = { UserPoolId: poolId, Username: email };
      const UserAttributes = Object.entries({ email, email_verified: 'true' }).map(([Name, Value]) => ({
        Name,
        Value,
      }));
      try {
        await cognito.send(new AdminCreateUserCommand({ ...user, ...withoutInvitation, UserAttributes }));
      } catch (error) {
        if (!(error instanceof UsernameExistsException)) throw error;
      }
      await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
      for (const GroupName of groups) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
    }
  } finally {
    cognito.destroy();
  }
}
