/** Reads the policy that decides in a local cloud where no segment is met. */
import type { Client } from 'pg';

export interface DecidingPolicy {
  version: string;
  sha256: string;
  /** Its exact JSON text. */
  document: string;
}

export async function findDecidingPolicy(database: Client): Promise<DecidingPolicy> {
  const { rows } = await database.query<DecidingPolicy>(
    `select version, sha256, document from policies.versions
     where version = (select default_version from policies.find_in_force(now()))`,
  );
  const [policy] = rows;
  if (!policy) throw new Error('no policy decides');
  return policy;
}
