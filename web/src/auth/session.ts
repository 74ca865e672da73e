/**
 * The signed-in user's session, stored in this tab's session storage. keep-session.ts renews it and ends it after a time
 * without activity; sign-out.ts ends it when the user says so.
 */
import { useSyncExternalStore } from 'react';

/** There is no session, or its access token has expired. */
export class SignedOut extends Error {}

/** Stored as JSON in session storage. */
export interface Session {
  accessToken: string;
  /** Gets the next access token. Cognito replaces it each time. */
  refreshToken: string;
  /** The e-mail address where Cognito provides it, else the user name. */
  name: string;
  /** Milliseconds since 1970 at which the access token expires. */
  expiresAt: number;
}

/** `expired`: by time, or the API refused the token. `signed-out`: by the user, here or in another tab. */
export type SessionEnd = 'expired' | 'signed-out';

export interface SessionState {
  session: Session | undefined;
  /** How the session that existed on this page ended. */
  end?: SessionEnd;
}

const STORAGE_KEY = 'risk.session';

let state: SessionState = { session: readStoredSession() };
const listeners = new Set<() => void>();

export function useSession(): SessionState {
  return useSyncExternalStore(subscribeToSession, getSessionState);
}

export function getSessionState(): SessionState {
  return state;
}

/** Calls the listener after each change. @returns a function that ends this */
export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** @throws {SignedOut} when there is no session, or it has expired */
export function requireAccessToken(): string {
  const { session } = state;
  if (session && session.expiresAt > Date.now()) return session.accessToken;
  throw new SignedOut();
}

/** Starts a session, or replaces the tokens of the present one. */
export function startSession(session: Session): void {
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify(session));
  setState({ session });
}

/** Shows the sign-in page at once, in place of everything that the user saw. */
export function endSession(end: SessionEnd): void {
  sessionStorage.removeItem(STORAGE_KEY);
  setState({ session: undefined, end });
}

function readStoredSession(): Session | undefined {
  const session = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null') as Session | null;
  return session && session.expiresAt > Date.now() ? session : undefined;
}

function setState(nextState: SessionState): void {
  state = nextState;
  for (const listener of listeners) listener();
}
