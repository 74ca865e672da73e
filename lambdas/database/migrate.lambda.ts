/** Custom resource: brings the database to the present version whenever a deploy changes the migrations. */
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { z } from 'zod';
import { getDatabase } from '../shared/aws/database.ts';
import { requireEnv } from '../shared/env.ts';
import { RiskError } from '../shared/errors.ts';
import { createRiskHandler } from '../shared/handler.ts';
import { prepareDatabase } from './prepare-database.ts';
import { ROLES } from './set-role-passwords.ts';

/** A role's parameter or secret is not as the database stack makes it. */
export class InvalidRoleSecret extends RiskError {
  constructor(role: string) {
    super(`the secret of ${role} or the parameter with its ARN is missing or has no password`);
  }
}

const MASTER = 'risk_master';
const Secret = z.object({ password: z.string().min(1) });
const input = z.object({ RequestType: z.enum(['Create', 'Update', 'Delete']) });

export const handler = createRiskHandler({ name: 'database/migrate', input }, async ({ RequestType }, { logger }) => {
  const resource = { PhysicalResourceId: 'risk-database-migrations' };
  if (RequestType === 'Delete') return resource; // what was delivered outlives the stack
  const passwords = Object.fromEntries(
    await Promise.all(ROLES.map(async (role) => [role, await readPassword(role)] as const)),
  );
  const applied = await prepareDatabase({
    master: getDatabase(MASTER),
    migrator: () => getDatabase('risk_migrator'),
    passwords,
  });
  logger.info('migrated', { applied });
  return { ...resource, Data: { applied: applied.length } };
});

/** Read anew every time: a password that was just changed has to take effect. */
async function readPassword(role: string): Promise<string> {
  const arn = await getParameter(`${requireEnv('PARAMETER_PREFIX')}/database/secret-arn/${role}`, { forceFetch: true });
  const secret = arn && (await getSecret(arn, { transform: 'json', forceFetch: true }));
  const parsed = Secret.safeParse(secret);
  if (!parsed.success) throw new InvalidRoleSecret(role);
  return parsed.data.password;
}
