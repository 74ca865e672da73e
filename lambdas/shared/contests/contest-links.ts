/**
 * Makes the link in a notice by which an applicant contests the decision. `contests.create_contest` stores what comes out,
 * in the transaction that stores the notice.
 */
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { v7 } from 'uuid';
import { requireEnv } from '../env.ts';
import { ContestLinksUnavailable, readContestSecret } from './contest-secret.ts';
import { CONTEST_PATH, type ContestClaim, hashContestToken, signContestToken } from './contest-token.ts';

export interface ContestLink extends ContestClaim {
  /** The token is behind #, so no server and no log of one gets it. */
  url: string;
  /** What the database keeps of it. */
  token_sha256: string;
}

const SETTINGS_SECONDS = 300;
const DAY_MILLISECONDS = 86_400_000;

/**
 * Creates a link for a new contest. It is valid for the configured days.
 * @throws {ContestLinksUnavailable} when secret or address cannot be read
 */
export async function createContestLink(issuedAt = new Date()): Promise<ContestLink> {
  const validUntil = new Date(issuedAt.getTime() + Number(requireEnv('CONTEST_LINK_DAYS')) * DAY_MILLISECONDS);
  const claim: ContestClaim = { contest_id: v7(), expires_at: toWholeSecond(validUntil) };
  const [secret, address] = await Promise.all([readContestSecret(), readAddress()]);
  const token = signContestToken(secret, claim);
  return { ...claim, url: `${address}${CONTEST_PATH}#${token}`, token_sha256: hashContestToken(token) };
}

async function readAddress(): Promise<string> {
  const name = `${requireEnv('PARAMETER_PREFIX')}/dashboard/url`;
  const address = await getParameter(name, { maxAge: SETTINGS_SECONDS }).catch(() => undefined);
  if (!address) throw new ContestLinksUnavailable('the address of the dashboard');
  return address;
}

const toWholeSecond = (time: Date): Date => new Date(Math.floor(time.getTime() / 1000) * 1000);
