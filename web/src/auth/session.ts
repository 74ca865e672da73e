/**
 * Who is signed in: OAuth 2.0 authorisation code with PKCE (RFC 7636) at Cognito, in the browser. The token lives in this
 * tab's session storage until it expires; there is no refresh token, Cognito's own session signs in again.
 */
import { useSyncExternalStore } from 'react';
import { type DashboardConfig, SIGNED_IN_PATH } from '../../hosting-rules.ts';

export class SignedOut extends Error {}
/** The way back from Cognito did not end with a token; the message says why. */
export class SignInFailed extends Error {}

export interface Session {
  accessToken: string;
  /** What the person is called: the e-mail address where Cognito gives it. */
  name: string;
  isReviewer: boolean;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

const SCOPES = 'openid email risk/read risk/review';
const SESSION = 'risk.session';
const ATTEMPT = 'risk.sign-in';

export type SessionState = { session: Session | undefined; ended: boolean };
let current: SessionState = { session: stored(), ended: false };
const listeners = new Set<() => void>();

export const useSession = (): SessionState =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => current,
  );

/** Throws SignedOut where nobody is signed in, or no longer. */
export function accessToken(): string {
  if (current.session && current.session.expiresAt > Date.now()) return current.session.accessToken;
  throw new SignedOut('nobody is signed in');
}

/** The token was refused or is too old: the person is asked to sign in again, and comes back to this very page. */
export function sessionEnded(): void {
  sessionStorage.removeItem(SESSION);
  change({ session: undefined, ended: true });
}

/** Leaves for Cognito's page. */
export async function signIn(path = location.pathname + location.search): Promise<void> {
  const config = await configuration();
  const [verifier, state] = [randomText(), randomText()];
  sessionStorage.setItem(ATTEMPT, JSON.stringify({ verifier, state, path }));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: config.client_id, redirect_uri: redirectUri(), scope: SCOPES, state },
    ...{ code_challenge: base64url(new Uint8Array(digest)), code_challenge_method: 'S256' },
  });
  location.assign(`${config.authorize_url}?${query}`);
}

/**
 * Called where Cognito sends the person back to.
 * @returns the path that the person wanted to see
 * @throws {SignInFailed} when the answer is not to this tab's question, or Cognito refuses
 */
export async function finishSignIn(answer: URLSearchParams): Promise<string> {
  const attempt = JSON.parse(sessionStorage.getItem(ATTEMPT) ?? '{}') as Partial<Record<string, string>>;
  sessionStorage.removeItem(ATTEMPT);
  if (answer.get('error')) throw new SignInFailed(answer.get('error_description') ?? answer.get('error') ?? '');
  const code = answer.get('code');
  if (!code || !attempt.verifier || answer.get('state') !== attempt.state) {
    throw new SignInFailed('This answer belongs to another sign-in.');
  }
  const config = await configuration();
  const response = await fetch(config.token_url, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_id: config.client_id, redirect_uri: redirectUri() },
      ...{ code, code_verifier: attempt.verifier },
    }),
  });
  const tokens = (await response.json().catch(() => ({}))) as Tokens;
  if (!tokens.access_token) throw new SignInFailed(`Cognito gave no token: ${tokens.error ?? response.status}.`);
  const session = sessionOf(tokens);
  sessionStorage.setItem(SESSION, JSON.stringify(session));
  change({ session, ended: false });
  return attempt.path ?? '/';
}

/** Forgets the token here, and the sign-in at Cognito. */
export async function signOut(): Promise<void> {
  const { logout_url, client_id } = await configuration();
  sessionStorage.removeItem(SESSION);
  current = { session: undefined, ended: false };
  location.assign(`${logout_url}?${new URLSearchParams({ client_id, logout_uri: `${location.origin}/` })}`);
}

interface Tokens {
  access_token?: string;
  id_token?: string;
  expires_in?: number;
  error?: string;
}

/** Claims are only shown here; whoever answers the API's calls verifies the token. */
function sessionOf({ access_token = '', id_token, expires_in = 3600 }: Tokens): Session {
  const access = claimsOf(access_token);
  const identity = id_token ? claimsOf(id_token) : {};
  const groups = [access['cognito:groups'] ?? []].flat() as string[];
  return {
    accessToken: access_token,
    name: String(identity.email ?? identity['cognito:username'] ?? access.username ?? 'signed in'),
    isReviewer: groups.includes('reviewers'),
    expiresAt: Date.now() + expires_in * 1000,
  };
}

function claimsOf(token: string): Record<string, unknown> {
  const [, claims = ''] = token.split('.');
  const bytes = Uint8Array.from(atob(claims.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

function stored(): Session | undefined {
  const session = JSON.parse(sessionStorage.getItem(SESSION) ?? 'null') as Session | null;
  if (!session || session.expiresAt <= Date.now()) return undefined;
  expireAt(session.expiresAt);
  return session;
}

function change(next: SessionState): void {
  current = next;
  if (next.session) expireAt(next.session.expiresAt);
  for (const listener of listeners) listener();
}

let timer: ReturnType<typeof setTimeout> | undefined;
function expireAt(time: number): void {
  clearTimeout(timer);
  timer = setTimeout(sessionEnded, time - Date.now());
}

let known: Promise<DashboardConfig> | undefined;
/** What /config.json says of this deployment. */
export function configuration(): Promise<DashboardConfig> {
  known ??= fetch('/config.json').then((response) => response.json() as Promise<DashboardConfig>);
  known.catch(() => {
    known = undefined;
  });
  return known;
}

const redirectUri = () => location.origin + SIGNED_IN_PATH;
const randomText = () => base64url(crypto.getRandomValues(new Uint8Array(48)));

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
