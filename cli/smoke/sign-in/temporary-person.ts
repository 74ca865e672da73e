/**
 * Creates a person of the user pool who may override and import, with an authenticator app, and deletes such persons. Cognito sends
 * no mail.
 */
import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  AdminRespondToAuthChallengeCommand,
  AdminSetUserPasswordCommand,
  AssociateSoftwareTokenCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  paginateListUserPoolClients,
  paginateListUsers,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { ROLE_NAMES } from '../../../lambdas/prediction-api/contract/roles.ts';
import { SMOKE_PREFIX } from '../run-workflow.ts';
import { CheckFailed, type Removal } from '../smoke-step.ts';
import { createCodeSource } from './one-time-codes.ts';

export interface TemporaryPerson {
  username: string;
  password: string;
  /** The next code of the authenticator app. */
  nextCode: () => Promise<string>;
}

/** Creates a person with every role. */
export async function createPerson(UserPoolId: string): Promise<TemporaryPerson> {
  const cognito = new CognitoIdentityProviderClient({});
  const Username = `${SMOKE_PREFIX}${randomBytes(8).toString('hex')}@example.com`;
  const Password = randomBytes(24).toString('base64url');
  const user = { UserPoolId, Username };
  const attributes = { email: Username, email_verified: 'true' };
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const withoutMail = { MessageAction: 'SUPPRESS', TemporaryPassword: Password } as const;
  await cognito.send(new AdminCreateUserCommand({ ...user, ...withoutMail, UserAttributes }));
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
  for (const GroupName of ROLE_NAMES) {
    await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
  }
  const nextCode = await registerAuthenticator(cognito, UserPoolId, Username, Password);
  return { username: Username, password: Password, nextCode };
}

/**
 * Registers an authenticator app, which the user pool requires of everybody. A client of its own does it, because the
 * dashboard's allows no sign-in with a password outside of Cognito's pages.
 */
async function registerAuthenticator(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  USERNAME: string,
  PASSWORD: string,
): Promise<() => Promise<string>> {
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      ...{ UserPoolId, ClientName: `${SMOKE_PREFIX}authenticator` },
      ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
    }),
  );
  const client = { UserPoolId, ClientId: UserPoolClient?.ClientId };
  const AuthParameters = { USERNAME, PASSWORD };
  const asked = await cognito.send(
    new AdminInitiateAuthCommand({ ...client, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters }),
  );
  if (asked.ChallengeName !== 'MFA_SETUP') return failWithoutAuthenticator; // the local cloud asks for no code
  const { SecretCode = '', Session } = await cognito.send(
    new AssociateSoftwareTokenCommand({ Session: asked.Session }),
  );
  const nextCode = createCodeSource(SecretCode);
  const verified = await cognito.send(new VerifySoftwareTokenCommand({ Session, UserCode: await nextCode() }));
  const ChallengeResponses = { USERNAME: asked.ChallengeParameters?.USER_ID_FOR_SRP ?? USERNAME };
  const answer = { ...client, ChallengeName: 'MFA_SETUP' as const, Session: verified.Session, ChallengeResponses };
  await cognito.send(new AdminRespondToAuthChallengeCommand(answer));
  return nextCode;
}

async function failWithoutAuthenticator(): Promise<never> {
  throw new CheckFailed('the sign-in asks for a code, and Cognito has registered no authenticator app');
}

export const personsRemoval: Removal = {
  name: 'persons',
  async remove({ parameter }) {
    const client = new CognitoIdentityProviderClient({});
    const UserPoolId = parameter('api/user-pool-id');
    for await (const { Users = [] } of paginateListUsers(
      { client },
      { UserPoolId, Filter: `email ^= "${SMOKE_PREFIX}"` },
    )) {
      for (const { Username } of Users) await client.send(new AdminDeleteUserCommand({ UserPoolId, Username }));
    }
    for await (const { UserPoolClients = [] } of paginateListUserPoolClients({ client }, { UserPoolId })) {
      for (const { ClientName, ClientId } of UserPoolClients) {
        if (!ClientName?.startsWith(SMOKE_PREFIX)) continue;
        await client.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }));
      }
    }
  },
};
