/**
 * An access token of the demo client (OAuth 2.0 client credentials), for curl and for local tools.
 *
 *   npm run -s token                    local cloud, every scope of the client
 *   npm run -s token -- -c env=dev      AWS, with the caller's credentials
 *   npm run -s token -- --scope risk/read
 *
 * Only the token goes to stdout, so that `$(npm run -s token)` is one.
 */
import { parseArgs } from 'node:util';
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { SSMClient } from '@aws-sdk/client-ssm';
import { type EnvironmentName, environmentConfig } from '../lib/config.ts';
import { LocalCloudError } from './errors.ts';
import { stackParameters } from './journey/parameters.ts';
import { localSettings } from './settings.ts';

/** Cognito gives no token: the client has no secret, or a scope is not the client's. */
export class TokenRefused extends LocalCloudError {}

export type TokenRequest = {
  environment?: EnvironmentName;
  /** Default: the demo client. */
  clientId?: string;
  /** Default: every scope of the client. */
  scopes?: readonly string[];
};

/** A fresh access token. Throws ParameterMissing where nothing is deployed, and TokenRefused. */
export async function fetchToken(request: TokenRequest = {}): Promise<string> {
  const { environment = 'local', scopes } = request;
  const client = clientConfiguration(environment);
  const parameter = await stackParameters(environment, new SSMClient(client));
  const clientId = request.clientId ?? parameter('api/demo-client-id');
  const secret = await clientSecret(new CognitoIdentityProviderClient(client), parameter('api/user-pool-id'), clientId);
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...(scopes && { scope: scopes.join(' ') }) });
  const response = await fetch(parameter('api/token-url'), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${secret}`)}` },
    body,
  });
  const answer = (await response.json().catch(() => ({}))) as { access_token?: string; error?: string };
  if (answer.access_token) return answer.access_token;
  throw new TokenRefused(`the token endpoint answered ${response.status}: ${answer.error ?? 'no token'}`);
}

/** The local cloud's address with its made-up credentials; on AWS whatever the caller's environment says. */
function clientConfiguration(environment: EnvironmentName) {
  if (environment !== 'local') return {};
  const { region, urls } = localSettings();
  return { region, endpoint: urls.aws, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

async function clientSecret(cognito: CognitoIdentityProviderClient, UserPoolId: string, ClientId: string) {
  const { UserPoolClient } = await cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  if (UserPoolClient?.ClientSecret) return UserPoolClient.ClientSecret;
  throw new TokenRefused('the client has no secret, so it cannot have a token of its own');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { context: { type: 'string', short: 'c' }, scope: { type: 'string', multiple: true } },
  });
  const { name } = environmentConfig(values.context?.replace(/^env=/, '') ?? 'local');
  try {
    console.log(await fetchToken({ environment: name, scopes: values.scope }));
  } catch (error) {
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
