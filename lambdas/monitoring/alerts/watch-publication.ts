/** When a day's publication is late. Pure. */

const HOUR_MILLISECONDS = 3_600_000;

export interface PublicationStatus {
  /** Hours since the newest publication; null before the first. */
  age_hours: number | null;
  /** Whether the day's publication should be there and is not. */
  overdue: boolean;
}

/**
 * A day is late when nothing has been published since its midnight (UTC) and it is `dueHour` o'clock.
 * @param publishedAt of the newest publication; undefined before the first, when nothing is late yet
 */
export function assessPublication(now: Date, publishedAt: Date | undefined, dueHour: number): PublicationStatus {
  if (!publishedAt) return { age_hours: null, overdue: false };
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const isDue = now.getTime() >= midnight + dueHour * HOUR_MILLISECONDS;
  return {
    age_hours: (now.getTime() - publishedAt.getTime()) / HOUR_MILLISECONDS,
    overdue: isDue && publishedAt.getTime() < midnight,
  };
}
