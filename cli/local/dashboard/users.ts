/** Creates the users of the local cloud, so that a person can sign in. They exist on this machine only. */
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { buildSdkConfiguration, type LocalSettings } from '../settings/local-settings.ts';

export const LOCAL_USERS = [
  { email: 'analyst@example.com', groups: [] },
  { email: 'reviewer@example.com', groups: ['reviewers'] },
] as const;

export const LOCAL_PASSWORD = 'Only-on-this-machine-1';

/** Sends no invitation. */
const WITHOUT_INVITATION = { MessageAction: 'SUPPRESS', TemporaryPassword: LOCAL_PASSWORD } as const;

/** Creates the users that do not exist yet. @param poolId parameter `api/user-pool-id` of the deployed stacks */
export async function ensureLocalUsers(settings: LocalSettings, poolId: string): Promise<void> {
  const cognito = new CognitoIdentityProviderClient(buildSdkConfiguration(settings));
  try {
    for (const { email, groups } of LOCAL_USERS) {
      const user = { UserPoolId: poolId, Username: email };
      const UserAttributes = Object.entries({ email, email_verified: 'true' }).map(([Name, Value]) => ({
        Name,
        Value,
      }));
      try {
        await cognito.send(new AdminCreateUserCommand({ ...user, ...WITHOUT_INVITATION, UserAttributes }));
      } catch (error) {
        if (!(error instanceof UsernameExistsException)) throw error;
      }
      await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: LOCAL_PASSWORD, Permanent: true }));
      for (const GroupName of groups) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
    }
  } finally {
    cognito.destroy();
  }
}
