/** Determines whether the day's publication is late. */
import type { Database } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

const HOUR_MILLISECONDS = 3_600_000;

export interface PublicationStatus {
  /** Hours since the newest publication; null before the first. */
  age_hours: number | null;
  /** Whether the day's publication is due and missing. */
  overdue: boolean;
}

/** Reads the newest publication and assesses it. @param dueHour hour of the day, UTC */
export async function watchPublication(database: Database, now: Date, dueHour: number): Promise<PublicationStatus> {
  const [newest] = await database.query<{ published_at: string | null }>(
    readSqlFile('monitoring/find_newest_publication.sql'),
  );
  const publishedAt = newest?.published_at ? new Date(`${newest.published_at.replace(' ', 'T')}Z`) : undefined;
  return assessPublication(now, publishedAt, dueHour);
}

/**
 * A day is late when nothing has been published since its midnight (UTC) and `dueHour` has come.
 * @param publishedAt time of the newest publication; undefined before the first, when nothing is late yet
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
