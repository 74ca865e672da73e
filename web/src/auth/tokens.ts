/** Requests tokens from Cognito's token endpoint and revokes them, by oauth4webapi. */
import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  getValidatedIdTokenClaims,
  None,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  type TokenEndpointResponse,
} from 'oauth4webapi';
import { signInTexts } from '../texts/sign-in.ts';
import { loadConfiguration } from './configuration.ts';
import type { Session } from './session.ts';

const DEFAULT_TOKEN_LIFETIME_SECONDS = 300;

/** Cognito as an authorisation server, and the dashboard as its client. */
export interface TokenParties {
  server: AuthorizationServer;
  client: Client;
}

export async function loadTokenParties(): Promise<TokenParties> {
  const { issuer, token_url, client_id } = await loadConfiguration();
  return { server: { issuer, token_endpoint: token_url }, client: { client_id } };
}

/** The local cloud has no TLS. */
const readOptions = () => ({ [allowInsecureRequests]: location.protocol === 'http:' });

/** The parts of a sign-in that its code is exchanged with. */
export interface CodeExchange {
  /** The address that Cognito sent the user back to, after its validation. */
  parameters: URLSearchParams;
  redirectUri: string;
  verifier: string;
  nonce: string;
}

/** @throws {ResponseBodyError} when Cognito refuses the code; oauth4webapi's error when a token is not for this client */
export async function requestSession({ server, client }: TokenParties, exchange: CodeExchange): Promise<Session> {
  const { parameters, redirectUri, verifier, nonce } = exchange;
  const response = await authorizationCodeGrantRequest(
    server,
    client,
    None(), // a browser cannot keep a client secret
    parameters,
    redirectUri,
    verifier,
    readOptions(),
  );
  const checks = { requireIdToken: true, expectedNonce: nonce };
  return createSession(await processAuthorizationCodeResponse(server, client, response, checks));
}

/** @throws {ResponseBodyError} when Cognito refuses the refresh token; TypeError when it cannot be reached */
export async function requestRenewal(session: Session): Promise<Session> {
  const { server, client } = await loadTokenParties();
  const response = await refreshTokenGrantRequest(server, client, None(), session.refreshToken, readOptions());
  return createSession(await processRefreshTokenResponse(server, client, response), session);
}

/**
 * Revokes a refresh token, so that no copy of it gets another access token. Nobody waits for it: the page may already be
 * on its way to another one, and Cognito's response is of no use.
 */
export async function revokeRefreshToken(refreshToken: string): Promise<void> {
  const { revoke_url, client_id } = await loadConfiguration();
  const body = new URLSearchParams({ token: refreshToken, client_id });
  await fetch(revoke_url, { method: 'POST', mode: 'no-cors', keepalive: true, body });
}

/** The claims only say whose name the page shows; the API verifies the access token. */
function createSession(tokens: TokenEndpointResponse, previous?: Session): Session {
  const claims = getValidatedIdTokenClaims(tokens);
  const lifetimeSeconds = tokens.expires_in ?? DEFAULT_TOKEN_LIFETIME_SECONDS;
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? previous?.refreshToken ?? '',
    name: String(claims?.email ?? claims?.['cognito:username'] ?? previous?.name ?? signInTexts.unnamedPerson),
    expiresAt: Date.now() + lifetimeSeconds * 1000,
  };
}
