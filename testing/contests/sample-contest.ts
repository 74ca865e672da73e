/** Contests as a notice makes them: a row by the function of the database, and the token of its link. */
import { v7 } from 'uuid';
import { hashContestToken, signContestToken } from '../../lambdas/shared/contests/contest-token.ts';
import type { MigratedDatabase } from '../database/migrated-database.ts';

export const CONTEST_SECRET = 'the-secret-of-contest-links-in-tests'.padEnd(64, '.');
const DAY_MILLISECONDS = 86_400_000;

export interface SampleContest {
  contest_id: string;
  token: string;
}

export interface ContestedDecision {
  application: string;
  customer_id: string;
  prediction_id: string;
  reasons?: string[];
  /** When the link was made; a link of long ago has expired. */
  issuedAt?: Date;
}

/** Creates a contest whose link is valid for 90 days. */
export async function createContest(db: MigratedDatabase, decision: ContestedDecision): Promise<SampleContest> {
  const { application, customer_id, prediction_id, reasons = ['Income too low'], issuedAt = new Date() } = decision;
  const expires_at = new Date(Math.floor((issuedAt.getTime() + 90 * DAY_MILLISECONDS) / 1000) * 1000);
  const contest_id = v7();
  const token = signContestToken(CONTEST_SECRET, { contest_id, expires_at });
  // Made when it was issued, so that its expiry follows its making.
  await db.superuser.query(
    `insert into contests.contests (contest_id, notice_id, application, customer_id, prediction_id, decision, decided_at,
       reasons, language, token_sha256, created_at, expires_at)
     values ($1, $2, $3, $4, $5, 'decline', $6, $7, 'de', $8, $6, $9)`,
    [
      contest_id,
      v7(),
      application,
      customer_id,
      prediction_id,
      issuedAt,
      JSON.stringify(reasons),
      hashContestToken(token),
      expires_at,
    ],
  );
  return { contest_id, token };
}
