/** Opens cases of approvals that have expired, and counts what is past its due time. */
import type { Database } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/** Overdue by what has to be done; an owner of another schema with due times adds its count. */
interface Overdue {
  cases: number;
  notices: number;
  privacy_requests: number;
}

export interface Deadlines {
  /** Cases that this call opened. */
  opened: number;
  overdue: Overdue;
}

/** In one call; the next one opens the rest. */
const OPENED_AT_ONCE = 500;

/** Safe to call at any time, also twice at once. */
export async function watchDeadlines(database: Database): Promise<Deadlines> {
  const [expired] = await database.query<{ opened: number }>(readSqlFile('cases/open_expired_approvals.sql'), {
    at_most: OPENED_AT_ONCE,
  });
  const [overdue] = await database.query<Overdue>(readSqlFile('cases/count_overdue.sql'));
  return { opened: expired?.opened ?? 0, overdue: overdue ?? { cases: 0, notices: 0, privacy_requests: 0 } };
}
