/** When a failed event is tried again, and when a failing endpoint is. Open it to change how often receivers are asked. */

const RETRY_BASE_SECONDS = 30;
const RETRY_LIMIT_SECONDS = 6 * 3600;
const PAUSE_BASE_SECONDS = 60;
const PAUSE_LIMIT_SECONDS = 3600;

/** Failures in a row after which an endpoint is paused: then it gets one event at a time, until one arrives. */
export const PAUSING_FAILURES = 5;

/** Seconds until an event is tried again after its n-th attempt: doubled each time, with jitter. */
export function computeRetrySeconds(attempts: number, random: () => number = Math.random): number {
  return addJitter(Math.min(RETRY_BASE_SECONDS * 2 ** Math.max(0, attempts - 1), RETRY_LIMIT_SECONDS), random);
}

/** Seconds for which an endpoint is paused after so many failures in a row; null where it is not. */
export function computePauseSeconds(failures: number, random: () => number = Math.random): number | null {
  if (failures < PAUSING_FAILURES) return null;
  return addJitter(Math.min(PAUSE_BASE_SECONDS * 2 ** (failures - PAUSING_FAILURES), PAUSE_LIMIT_SECONDS), random);
}

/**
 * The failures in a row after a batch. Failures at the same time count as one pause: otherwise twenty requests to a
 * receiver that is down for a minute would pause it for an hour.
 */
export function countFailures(before: number, { sent, failedInARow }: { sent: number; failedInARow: number }): number {
  if (sent > 0) return Math.min(failedInARow, PAUSING_FAILURES);
  if (before >= PAUSING_FAILURES) return before + (failedInARow > 0 ? 1 : 0);
  return Math.min(before + failedInARow, PAUSING_FAILURES);
}

/** Between half of it and all of it, so that endpoints that failed together are not asked together. */
const addJitter = (seconds: number, random: () => number): number => Math.round(seconds * (0.5 + random() / 2));
