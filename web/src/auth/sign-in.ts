/**
 * Signs users in at Cognito with the OAuth 2.0 authorization code flow and PKCE. Open this file when the identity
 * provider or the requested scopes change.
 */
import {
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  validateAuthResponse,
} from 'oauth4webapi';
import { API_SCOPES } from '../../api-facts.ts';
import { SIGNED_IN_PATH } from '../../hosting-rules.ts';
import { signInTexts } from '../texts/sign-in.ts';
import { loadConfiguration } from './configuration.ts';
import { type Session, startSession } from './session.ts';
import { loadTokenParties, requestSession, type TokenParties } from './tokens.ts';

/** The return from Cognito did not end with a token; the message states why, in words of the catalogue only. */
export class SignInFailed extends Error {}

/** Stored in session storage while the user is at Cognito. */
interface SignInAttempt {
  verifier: string;
  state: string;
  nonce: string;
  /** The page to return to. */
  path: string;
}

const SCOPES = ['openid', 'email', ...API_SCOPES].join(' ');
const ATTEMPT_STORAGE_KEY = 'risk.sign-in';

/** Leaves for Cognito's sign-in page. `path` is the page to return to. */
export async function startSignIn(path = location.pathname + location.search): Promise<void> {
  const { authorize_url, client_id } = await loadConfiguration();
  const attempt: SignInAttempt = {
    verifier: generateRandomCodeVerifier(),
    state: generateRandomState(),
    nonce: generateRandomNonce(),
    path: path.replace(/^\/{2,}/, '/'), // two slashes would begin another host, which the browser refuses on the return
  };
  sessionStorage.setItem(ATTEMPT_STORAGE_KEY, JSON.stringify(attempt));
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri: getRedirectUri(),
    scope: SCOPES,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
  });
  location.assign(`${authorize_url}?${parameters}`);
}

/**
 * Exchanges the code in the address that Cognito sent the user back to for a session. Anybody can make a link to such an
 * address, so none of its text is shown.
 * @returns the path of the page to return to
 * @throws {SignInFailed} when the address does not belong to this tab's attempt, or Cognito refuses
 */
export async function finishSignIn(address: URLSearchParams): Promise<string> {
  const attempt = takeAttempt();
  if (!attempt || address.get('state') !== attempt.state) throw new SignInFailed(signInTexts.foreignAddress);
  if (address.has('error')) throw new SignInFailed(signInTexts.refused);
  const parties = await loadTokenParties();
  startSession(await exchangeCode(parties, validateAddress(parties, address, attempt.state), attempt));
  return attempt.path;
}

/** An attempt is used once: reading it deletes it. */
function takeAttempt(): SignInAttempt | undefined {
  const attemptText = sessionStorage.getItem(ATTEMPT_STORAGE_KEY);
  sessionStorage.removeItem(ATTEMPT_STORAGE_KEY);
  return attemptText ? (JSON.parse(attemptText) as SignInAttempt) : undefined;
}

/** @throws {SignInFailed} when the address does not belong to the attempt with this `state` */
function validateAddress({ server, client }: TokenParties, address: URLSearchParams, state: string): URLSearchParams {
  try {
    return validateAuthResponse(server, client, address, state);
  } catch (cause) {
    throw new SignInFailed(signInTexts.foreignAddress, { cause });
  }
}

/** @throws {SignInFailed} when Cognito refuses the code, or its tokens are not for this client */
async function exchangeCode(
  parties: TokenParties,
  parameters: URLSearchParams,
  { verifier, nonce }: SignInAttempt,
): Promise<Session> {
  try {
    return await requestSession(parties, { parameters, redirectUri: getRedirectUri(), verifier, nonce });
  } catch (cause) {
    throw new SignInFailed(signInTexts.noToken, { cause });
  }
}

/** Where Cognito sends the user back to. */
function getRedirectUri(): string {
  return location.origin + SIGNED_IN_PATH;
}
