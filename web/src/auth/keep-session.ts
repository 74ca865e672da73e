/** Renews the session while the dashboard is used, and ends it after a time without activity. */
import { endSession, getSessionState, startSession, subscribeToSession } from './session.ts';
import { requestRenewal } from './tokens.ts';

/** Without activity for so long a session ends: an unattended screen shows customers to whoever passes. */
const MAX_IDLE_MILLISECONDS = 30 * 60_000;
const IDLE_CHECK_MILLISECONDS = 5_000;
/** Enough for a tab in the background, whose timers a browser may run once a minute. */
const RENEW_BEFORE_EXPIRY_MILLISECONDS = 120_000;
/** Pause after a renewal that failed, as without a network. */
const RETRY_MILLISECONDS = 20_000;
/** Time of the last activity in any tab, in local storage. */
const ACTIVITY_KEY = 'risk.last-activity';
const ACTIVITY_EVENTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Call it once, when the page starts. */
export function keepSession(): void {
  for (const name of ACTIVITY_EVENTS) addEventListener(name, recordActivity, { capture: true, passive: true });
  recordActivity();
  setInterval(endIdleSession, IDLE_CHECK_MILLISECONDS);
  subscribeToSession(scheduleRenewal);
  scheduleRenewal();
}

/** Activity after the idle time is that of somebody else, and does not prolong the session. */
function recordActivity(): void {
  endIdleSession();
  localStorage.setItem(ACTIVITY_KEY, String(Date.now()));
}

function endIdleSession(): void {
  const idleMilliseconds = Date.now() - Number(localStorage.getItem(ACTIVITY_KEY));
  if (idleMilliseconds > MAX_IDLE_MILLISECONDS && getSessionState().session) endSession('expired');
}

function scheduleRenewal(): void {
  clearTimeout(timer);
  const { session } = getSessionState();
  if (session) timer = setTimeout(renewSession, session.expiresAt - RENEW_BEFORE_EXPIRY_MILLISECONDS - Date.now());
}

async function renewSession(): Promise<void> {
  endIdleSession();
  const { session } = getSessionState();
  if (!session) return;
  try {
    const renewed = await requestRenewal(session);
    if (getSessionState().session === session) startSession(renewed); // else the user signed out meanwhile
  } catch {
    if (session.expiresAt <= Date.now()) endSession('expired');
    else timer = setTimeout(renewSession, RETRY_MILLISECONDS);
  }
}
