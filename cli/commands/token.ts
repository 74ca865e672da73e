/**
 * An access token for curl and for local tools: of a machine client (OAuth 2.0 client credentials), or of a person who
 * signs in with a browser (authorisation code with PKCE).
 *
 *   npm run -s token                      local cloud, demo client, every scope of it
 *   npm run -s token -- --client service  the client with the higher rate limit
 *   npm run -s token -- --person          of a person, to override decisions
 *   npm run -s token -- -c env=dev        AWS, with the caller's credentials
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
import { SCOPES } from '../../lambdas/prediction-api/contract/route.ts';
import { type EnvironmentName, environmentConfig } from '../../lib/config.ts';
import { signIn } from '../aws/sign-in.ts';
import { readStackParameters } from '../aws/stack-parameters.ts';
import { readLocalSettings } from '../local/settings.ts';
import { CommandError } from '../terminal/command-error.ts';

/** Cognito gives no token: the client has no secret, or a scope is not the client's. */
export class TokenRefused extends CommandError {}

export const MACHINE_CLIENTS = ['demo', 'service'] as const;
export type MachineClient = (typeof MACHINE_CLIENTS)[number];

export type TokenRequest = {
  environment?: EnvironmentName;
  /** Machine client. Default: the demo client. */
  client?: MachineClient;
  /** Default: every scope of the client. */
  scopes?: readonly string[];
};

/** A fresh access token. Throws ParameterMissing where nothing is deployed, and TokenRefused. */
export async function fetchToken(request: TokenRequest = {}): Promise<string> {
  const { environment = 'local', scopes: wanted } = request;
  const configuration = sdkConfigurationOf(environment);
  const parameter = await readStackParameters(environment, new SSMClient(configuration));
  const clientId = parameter(`api/${request.client ?? 'demo'}-client-id`);
  const cognito = new CognitoIdentityProviderClient(configuration);
  const secret = await clientSecret(cognito, parameter('api/user-pool-id'), clientId);
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...(wanted && { scope: wanted.join(' ') }) });
  const response = await fetch(parameter('api/token-url'), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${secret}`)}` },
    body,
  });
  const answer = (await response.json().catch(() => ({}))) as { access_token?: string; error?: string };
  if (answer.access_token) return answer.access_token;
  throw new TokenRefused(`the token endpoint answered ${response.status}: ${answer.error ?? 'no token'}`);
}

export type PersonTokenRequest = {
  environment?: EnvironmentName;
  /** Default: every scope. */
  scopes?: readonly string[];
  /** Brings the person to the page where they sign in. */
  visit: (address: string) => Promise<void> | void;
};

/** A fresh access token of the person who signs in. Throws ParameterMissing where nothing is deployed, and SignInFailed. */
export async function fetchPersonToken(request: PersonTokenRequest): Promise<string> {
  const { environment = 'local', scopes: wanted = Object.keys(SCOPES), visit } = request;
  const parameter = await readStackParameters(environment, new SSMClient(sdkConfigurationOf(environment)));
  const [callbackUrl = ''] = environmentConfig(environment).api.callback_urls;
  return signIn({
    clientId: parameter('api/people-client-id'),
    authorizeUrl: parameter('api/authorize-url'),
    tokenUrl: parameter('api/token-url'),
    ...{ scopes: wanted, callbackUrl, visit },
  });
}

/** The local cloud's address with its made-up credentials; on AWS whatever the caller's environment says. */
export function sdkConfigurationOf(environment: EnvironmentName) {
  if (environment !== 'local') return {};
  const { region, urls } = readLocalSettings();
  return { region, endpoint: urls.aws, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

async function clientSecret(cognito: CognitoIdentityProviderClient, UserPoolId: string, ClientId: string) {
  const { UserPoolClient } = await cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  if (UserPoolClient?.ClientSecret) return UserPoolClient.ClientSecret;
  throw new TokenRefused('the client has no secret, so it cannot have a token of its own');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      context: { type: 'string', short: 'c' },
      scope: { type: 'string', multiple: true },
      client: { type: 'string', default: 'demo' },
      person: { type: 'boolean', default: false },
    },
  });
  const { name: environment } = environmentConfig(values.context?.replace(/^env=/, '') ?? 'local');
  const { scope: wanted, person } = values;
  const visit = (address: string) => console.error(`Sign in here, then come back:\n\n  ${address}\n`);
  try {
    const client = machineClient(values.client);
    const token = person
      ? fetchPersonToken({ environment, scopes: wanted, visit })
      : fetchToken({ environment, scopes: wanted, client });
    console.log(await token);
  } catch (error) {
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    process.exitCode = 1;
  }
}

function machineClient(name: string): MachineClient {
  const found = MACHINE_CLIENTS.find((client) => client === name);
  if (found) return found;
  throw new TokenRefused(`there is no client ${name}; there are ${MACHINE_CLIENTS.join(' and ')}`);
}

if (import.meta.main) await main();
