/** Prepares the database of the serving cluster, or of another, as the master and the migrator. */
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { requireEnv } from '../shared/env.ts';
import { MASTER_ROLE } from './contract/database-roles.ts';
import { prepareDatabase } from './prepare-database.ts';
import { readRolePasswords } from './read-role-passwords.ts';

/**
 * Idempotent. Returns the names of the migrations that it applied.
 * @param clusterArn a cluster that is not the serving one
 */
export async function migrateCluster(clusterArn?: string): Promise<string[]> {
  return prepareDatabase({
    master: getDatabase(MASTER_ROLE, clusterArn),
    connectMigrator: () => getDatabase('risk_migrator', clusterArn),
    passwords: await readRolePasswords(),
    onePersonKinds: z.array(z.string()).parse(JSON.parse(requireEnv('ONE_PERSON_KINDS'))),
    caseSettings: z.record(z.string(), z.number()).parse(JSON.parse(requireEnv('CASE_SETTINGS'))),
  });
}
