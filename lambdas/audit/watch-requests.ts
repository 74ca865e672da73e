/** Ends requests whose time is over, and counts what people have to look after, for the alarms. */
import type { Sql } from '../shared/aws/database.ts';
import { readSqlFile } from '../shared/sql-file.ts';

export interface WaitingRequests {
  /** Emergency rollbacks that nobody has reviewed, and the age of the oldest; 0 without one. */
  unreviewed_emergencies: number;
  oldest_emergency_seconds: number;
  /** Approved changes that were not made. */
  unapplied_requests: number;
}

/** A workflow makes an approved change within minutes, its retries included. */
const APPLIED_WITHIN_MINUTES = 30;

export async function watchRequests(database: Sql): Promise<WaitingRequests> {
  await database.query(readSqlFile('governance/catch_up.sql'));
  const [waiting] = await database.query<WaitingRequests>(readSqlFile('audit/count_waiting_requests.sql'), {
    applied_within_minutes: APPLIED_WITHIN_MINUTES,
  });
  return waiting ?? { unreviewed_emergencies: 0, oldest_emergency_seconds: 0, unapplied_requests: 0 };
}
