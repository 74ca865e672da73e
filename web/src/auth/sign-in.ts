/**
 * Signs users in and out at Cognito with the OAuth 2.0 authorization code flow and PKCE, by oauth4webapi. Open this
 * file when the identity provider or the requested scopes change.
 */
import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomState,
  getValidatedIdTokenClaims,
  None,
  processAuthorizationCodeResponse,
  ResponseBodyError,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { API_SCOPES } from '../../api-facts.ts';
import { SIGNED_IN_PATH } from '../../hosting-rules.ts';
import { loadConfiguration } from './configuration.ts';
import { discardSession, type Session, startSession } from './session.ts';

/** The return from Cognito did not end with a token; the message states why. */
class SignInFailed extends Error {}

/** Stored in session storage while the user is at Cognito. */
interface SignInAttempt {
  verifier: string;
  state: string;
  /** The page to return to. */
  path: string;
}

const SCOPES = ['openid', 'email', ...API_SCOPES].join(' ');
const ATTEMPT_STORAGE_KEY = 'risk.sign-in';
const FOREIGN_ADDRESS = 'This answer belongs to another sign-in.';
const DEFAULT_TOKEN_LIFETIME_SECONDS = 3600;

/** Leaves for Cognito's sign-in page. `path` is the page to return to. */
export async function startSignIn(path = location.pathname + location.search): Promise<void> {
  const { authorize_url, client_id } = await loadConfiguration();
  const attempt: SignInAttempt = { verifier: generateRandomCodeVerifier(), state: generateRandomState(), path };
  sessionStorage.setItem(ATTEMPT_STORAGE_KEY, JSON.stringify(attempt));
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri: getRedirectUri(),
    scope: SCOPES,
    state: attempt.state,
    code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
  });
  location.assign(`${authorize_url}?${parameters}`);
}

/**
 * Exchanges the code in the address that Cognito sent the user back to for a session.
 * @returns the path of the page to return to
 * @throws {SignInFailed} when the address does not belong to this tab's attempt, or Cognito refuses
 */
export async function finishSignIn(address: URLSearchParams): Promise<string> {
  const attempt = takeAttempt();
  const error = address.get('error');
  if (error) throw new SignInFailed(address.get('error_description') ?? error);
  if (!attempt || !address.has('code')) throw new SignInFailed(FOREIGN_ADDRESS);
  const { issuer, token_url, client_id } = await loadConfiguration();
  const server: AuthorizationServer = { issuer, token_endpoint: token_url };
  const client: Client = { client_id };
  const parameters = validateAddress(server, client, address, attempt.state);
  const options = { [allowInsecureRequests]: location.protocol === 'http:' }; // the local cloud has no TLS
  const response = await authorizationCodeGrantRequest(
    server,
    client,
    None(), // a browser cannot keep a client secret
    parameters,
    getRedirectUri(),
    attempt.verifier,
    options,
  );
  startSession(createSession(await readTokens(server, client, response)));
  return attempt.path;
}

/** Deletes the session here and the one at Cognito, so that the next sign-in requires the password again. */
export async function signOut(): Promise<void> {
  const { logout_url, client_id } = await loadConfiguration();
  discardSession();
  location.assign(`${logout_url}?${new URLSearchParams({ client_id, logout_uri: `${location.origin}/` })}`);
}

/** An attempt is used once: reading it deletes it. */
function takeAttempt(): SignInAttempt | undefined {
  const attemptText = sessionStorage.getItem(ATTEMPT_STORAGE_KEY);
  sessionStorage.removeItem(ATTEMPT_STORAGE_KEY);
  return attemptText ? (JSON.parse(attemptText) as SignInAttempt) : undefined;
}

/** @throws {SignInFailed} when the address does not belong to the attempt with this `state` */
function validateAddress(
  server: AuthorizationServer,
  client: Client,
  address: URLSearchParams,
  state: string,
): URLSearchParams {
  try {
    return validateAuthResponse(server, client, address, state);
  } catch (cause) {
    throw new SignInFailed(FOREIGN_ADDRESS, { cause });
  }
}

/** @throws {SignInFailed} when Cognito refuses the code, or its tokens are not for this client */
async function readTokens(
  server: AuthorizationServer,
  client: Client,
  response: Response,
): Promise<TokenEndpointResponse> {
  try {
    return await processAuthorizationCodeResponse(server, client, response, { requireIdToken: true });
  } catch (cause) {
    const reason = response.ok ? (cause as Error).message : response.status;
    const detail = cause instanceof ResponseBodyError ? cause.error : reason;
    throw new SignInFailed(`Cognito gave no token: ${detail}.`, { cause });
  }
}

/** The claims only decide what the page shows; the API verifies the access token of each request. */
function createSession(tokens: TokenEndpointResponse): Session {
  const claims = getValidatedIdTokenClaims(tokens);
  const groups = [claims?.['cognito:groups'] ?? []].flat();
  const lifetimeSeconds = tokens.expires_in ?? DEFAULT_TOKEN_LIFETIME_SECONDS;
  return {
    accessToken: tokens.access_token,
    name: String(claims?.email ?? claims?.['cognito:username'] ?? 'signed in'),
    isReviewer: groups.includes('reviewers'),
    expiresAt: Date.now() + lifetimeSeconds * 1000,
  };
}

/** Where Cognito sends the user back to. */
function getRedirectUri(): string {
  return location.origin + SIGNED_IN_PATH;
}
