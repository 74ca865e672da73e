/**
 * The signed-in user's session, stored in this tab's session storage until the access token expires. There is no
 * refresh token; Cognito's own session signs the user in again.
 */
import { useSyncExternalStore } from 'react';

/** There is no session, or its access token has expired. */
export class SignedOut extends Error {}

/** Stored as JSON in session storage. */
export interface Session {
  accessToken: string;
  /** The e-mail address where Cognito provides it, else the user name. */
  name: string;
  isReviewer: boolean;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

export interface SessionState {
  session: Session | undefined;
  /** A session existed on this page and has expired or was refused. */
  hasEnded: boolean;
}

const STORAGE_KEY = 'risk.session';

let state: SessionState = { session: readStoredSession(), hasEnded: false };
const listeners = new Set<() => void>();
let expiryTimer: ReturnType<typeof setTimeout> | undefined;
if (state.session) scheduleExpiry(state.session);

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

/** @throws {SignedOut} when there is no session, or it has expired */
export function requireAccessToken(): string {
  const { session } = state;
  if (session && session.expiresAt > Date.now()) return session.accessToken;
  throw new SignedOut('nobody is signed in');
}

export function startSession(session: Session): void {
  sessionStorage.setItem(STORAGE_KEY, JSON.stringify(session));
  scheduleExpiry(session);
  setState({ session, hasEnded: false });
}

/** Shows the sign-in page, from where the user returns to the present page. For a token that expired or was refused. */
export function endSession(): void {
  sessionStorage.removeItem(STORAGE_KEY);
  setState({ session: undefined, hasEnded: true });
}

/** Deletes the session of a page that the user is about to leave; the page does not change meanwhile. */
export function discardSession(): void {
  sessionStorage.removeItem(STORAGE_KEY);
  state = { session: undefined, hasEnded: false };
}

function readStoredSession(): Session | undefined {
  const session = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? 'null') as Session | null;
  return session && session.expiresAt > Date.now() ? session : undefined;
}

function scheduleExpiry({ expiresAt }: Session): void {
  clearTimeout(expiryTimer);
  expiryTimer = setTimeout(endSession, expiresAt - Date.now());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function setState(nextState: SessionState): void {
  state = nextState;
  for (const listener of listeners) listener();
}
