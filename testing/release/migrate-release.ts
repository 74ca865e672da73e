/** Applies the migrations of this release to the database of the release before, as its deployment does first of all. */
import { randomUUID } from 'node:crypto';
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { DATABASE_ROLES, MASTER_ROLE } from '../../lambdas/database/contract/database-roles.ts';
import { prepareDatabase } from '../../lambdas/database/prepare-database.ts';
import { getDatabase } from '../../lambdas/shared/aws/database.ts';

const PREFIX = '/risk/local';

/** @param clusterArn the cluster of the deployed release */
export async function migrateRelease(clusterArn: string): Promise<void> {
  process.env.PARAMETER_PREFIX = PREFIX;
  const passwords = DATABASE_ROLES.map(async (role) => [role, await readPassword(role)] as const);
  await prepareDatabase({
    master: getDatabase(MASTER_ROLE, clusterArn),
    connectMigrator: () => getDatabase('risk_migrator', clusterArn),
    passwords: Object.fromEntries(await Promise.all(passwords)),
  });
}

/** A role that this release brings has no secret yet: the deployment makes one and sets its password. */
async function readPassword(role: string): Promise<string> {
  const arn = await getParameter(`${PREFIX}/database/secret-arn/${role}`).catch(() => undefined);
  if (!arn) return randomUUID();
  const secret = (await getSecret(arn, { transform: 'json' })) as { password: string };
  return secret.password;
}
