/** Fetches access tokens of the API for a machine client or for a person, on the local cloud and on AWS. */
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { SSMClient } from '@aws-sdk/client-ssm';
import { SCOPES } from '../../lambdas/prediction-api/contract/route.ts';
import { type EnvironmentName, loadEnvironmentConfig } from '../../lib/config.ts';
import { signIn } from '../aws/sign-in.ts';
import { EnvironmentNotReached, readStackParameters } from '../aws/stack-parameters.ts';
import { findSupervisor } from '../local/processes/process-records.ts';
import { CredentialsMissing } from '../local/settings/credentials.ts';
import { buildSdkConfiguration, readLocalSettings } from '../local/settings/local-settings.ts';
import { SIGN_IN_PORT } from '../local/settings/read-ports.ts';
import { CommandError } from '../terminal/command-error.ts';
import { hasState, NoStateYet, NotRunning } from './not-running.ts';

/** There is no token: the environment lacks the client, it has no secret, or a scope is not the client's. */
export class TokenRefused extends CommandError {}

/** The environment has no client with which a person could sign in from the command line. */
export class NoCommandLineSignIn extends CommandError {}

export const MACHINE_CLIENTS = ['demo', 'service'] as const;
export type MachineClient = (typeof MACHINE_CLIENTS)[number];

export interface TokenRequest {
  environment?: EnvironmentName;
  /** Default: the demo client on the local cloud, which alone has one; else the service client. */
  client?: MachineClient;
  /** Default: every scope of the client. */
  scopes?: readonly string[];
}

/**
 * Fetches an access token with client credentials.
 * @throws {ParameterMissing} when nothing is deployed
 * @throws {TokenRefused} when Cognito gives no token, or the environment has no such client
 */
export async function fetchToken(request: TokenRequest = {}): Promise<string> {
  const { environment = 'local', scopes } = request;
  const { client = environment === 'local' ? 'demo' : 'service' } = request;
  if (client === 'demo' && environment !== 'local')
    throw new TokenRefused('only the local cloud has a demo client: give --client service');
  const parameter = await readApiParameters(environment);
  const configuration = readSdkConfiguration(environment);
  const clientId = parameter(`api/${client}-client-id`);
  const cognito = new CognitoIdentityProviderClient(configuration);
  const secret = await readClientSecret(cognito, parameter('api/user-pool-id'), clientId);
  const response = await fetch(parameter('api/token-url'), {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scopes && { scope: scopes.join(' ') }) }),
  });
  const reply = (await response.json().catch(() => ({}))) as { access_token?: string; error?: string };
  if (reply.access_token) return reply.access_token;
  throw new TokenRefused(
    `the token endpoint answered ${response.status}: ${reply.error ?? 'no token'}; check --scope (${Object.keys(SCOPES).join(', ')}) and --client`,
  );
}

export interface PersonTokenRequest {
  environment?: EnvironmentName;
  /** Default: every scope. */
  scopes?: readonly string[];
  /** Brings the person to the page where they sign in. */
  visit: (address: string) => Promise<void> | void;
}

/**
 * Fetches an access token of the person who signs in.
 * @throws {NoCommandLineSignIn} when people of the environment sign in at the dashboard only, as in prod
 * @throws {ParameterMissing} when nothing is deployed
 * @throws {SignInFailed} when the sign-in is refused or not completed
 */
export async function fetchPersonToken(request: PersonTokenRequest): Promise<string> {
  const { environment = 'local', scopes = Object.keys(SCOPES), visit } = request;
  const { command_line_callback_url: callbackUrl } = loadEnvironmentConfig(
    environment,
    readSignInVariables(environment),
  ).api;
  if (callbackUrl === undefined) {
    throw new NoCommandLineSignIn(`people sign in to ${environment} at its dashboard only (lib/config.ts says why)`);
  }
  const parameter = await readApiParameters(environment);
  return signIn({
    clientId: parameter('api/people-client-id'),
    authorizeUrl: parameter('api/authorize-url'),
    tokenUrl: parameter('api/token-url'),
    ...{ scopes, callbackUrl, visit },
  });
}

/**
 * Reads the parameters of an environment whatever AWS variables are set; the local cloud needs not be joined.
 * @throws {NoStateYet} when the local cloud was never started in its state folder
 * @throws {NotRunning} when it does not run
 */
export async function readApiParameters(environment: EnvironmentName): Promise<(name: string) => string> {
  try {
    return await readStackParameters(environment, new SSMClient(readSdkConfiguration(environment)));
  } catch (error) {
    if (environment !== 'local') throw error;
    const settings = readLocalSettings();
    if (error instanceof CredentialsMissing && !hasState(settings)) throw new NoStateYet(settings, { cause: error });
    const isStopped = error instanceof EnvironmentNotReached && findSupervisor(settings) === undefined;
    throw isStopped ? new NotRunning(settings, { cause: error }) : error;
  }
}

/** Variables of the configuration, with the port that the state folder has for a sign-in. */
function readSignInVariables(environment: EnvironmentName): NodeJS.ProcessEnv {
  if (environment !== 'local') return process.env;
  return { ...process.env, [SIGN_IN_PORT.variable]: String(readLocalSettings().signInPort) };
}

/** The local cloud's address and credentials; on AWS nothing, so that the SDK reads the shell's variables. */
function readSdkConfiguration(environment: EnvironmentName) {
  return environment === 'local' ? buildSdkConfiguration(readLocalSettings()) : {};
}

async function readClientSecret(cognito: CognitoIdentityProviderClient, UserPoolId: string, ClientId: string) {
  const { UserPoolClient } = await cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  if (UserPoolClient?.ClientSecret) return UserPoolClient.ClientSecret;
  throw new TokenRefused(
    'the client has no secret, so it cannot have a token of its own: give --client service or --person',
  );
}
