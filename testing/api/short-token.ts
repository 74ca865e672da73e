/** Fetches tokens that expire soon, for tests of expiry. */
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';

/** Fetches a token that expires after two seconds; on AWS the minimum is five minutes. */
export async function fetchShortToken(parameter: (name: string) => string): Promise<string> {
  const cognito = new CognitoIdentityProviderClient({});
  const UserPoolId = parameter('api/user-pool-id');
  const { UserPoolClient: client } = await cognito.send(
    new CreateUserPoolClientCommand({
      ...{ UserPoolId, ClientName: 'short-lived', GenerateSecret: true },
      ...{ AllowedOAuthFlows: ['client_credentials'], AllowedOAuthFlowsUserPoolClient: true },
      AllowedOAuthScopes: ['risk/score', 'risk/read'],
      ...{ AccessTokenValidity: 2, TokenValidityUnits: { AccessToken: 'seconds' } },
    }),
  );
  const { ClientId = '', ClientSecret = '' } = client ?? {};
  const response = await fetch(parameter('api/token-url'), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${ClientId}:${ClientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  await cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }));
  cognito.destroy();
  return access_token;
}
