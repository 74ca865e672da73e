/** Reads the secret that signs contest links. Apart from making them: who checks a link needs nothing else. */
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { requireEnv } from '../env.ts';
import { RiskError } from '../errors.ts';

/** The secret or the dashboard's address is missing: the environment is not deployed completely. */
export class ContestLinksUnavailable extends RiskError {
  constructor(what: string) {
    super(`${what} cannot be read, so no contest link can be made or checked`);
  }
}

/** A replaced secret ends links after this time at the latest. */
const SECRET_SECONDS = 300;

/** Reads the secret that signs. @throws {ContestLinksUnavailable} when it cannot be read */
export async function readContestSecret(): Promise<string> {
  const secret = await getSecret(requireEnv('CONTEST_LINK_SECRET'), { maxAge: SECRET_SECONDS }).catch(() => undefined);
  if (typeof secret !== 'string') throw new ContestLinksUnavailable('the secret of contest links');
  return secret;
}
