/** Signs users out: of this tab, of the dashboard's other tabs, and of Cognito. */
import { requestConfiguration } from './configuration.ts';
import { endSession, getSessionState } from './session.ts';
import { revokeRefreshToken } from './tokens.ts';

/** Reaches the other tabs of this browser. A message has no content. */
const otherTabs = new BroadcastChannel('risk.sign-out');

/**
 * Clears the page first, so that it is clear even if Cognito cannot be reached. Then it ends the session at Cognito, so
 * that the next sign-in requires the password again.
 */
export async function signOut(): Promise<void> {
  otherTabs.postMessage(null);
  discardSession();
  const configuration = await requestConfiguration().catch(() => undefined);
  if (!configuration) return; // without a network Cognito's own session ends by itself
  const { logout_url, client_id } = configuration;
  location.assign(`${logout_url}?${new URLSearchParams({ client_id, logout_uri: `${location.origin}/` })}`);
}

/** Ends this tab's session whenever another tab signs out. */
export function followSignOut(): void {
  otherTabs.addEventListener('message', discardSession);
}

function discardSession(): void {
  const { session } = getSessionState();
  endSession('signed-out');
  if (session) void revokeRefreshToken(session.refreshToken).catch(() => {}); // it expires by itself
}
