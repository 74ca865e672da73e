/** Reads the passwords of the database roles from Secrets Manager. */
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { z } from 'zod';
import { requireEnv } from '../shared/env.ts';
import { RiskError } from '../shared/errors.ts';
import { DATABASE_ROLES } from './contract/database-roles.ts';

/** A role's parameter or secret is not as the database stack creates it. */
export class InvalidRoleSecret extends RiskError {
  constructor(role: string) {
    super(`the secret of ${role} or the parameter with its ARN is missing or has no password`);
  }
}

const Secret = z.object({ password: z.string().min(1) });

/**
 * Returns the password of every role. Reads past all caches, so that a changed password takes effect.
 * @throws {InvalidRoleSecret} when a parameter or secret is missing or has no password
 */
export async function readRolePasswords(): Promise<Record<string, string>> {
  const entries = DATABASE_ROLES.map(async (role) => [role, await readPassword(role)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function readPassword(role: string): Promise<string> {
  const arn = await getParameter(`${requireEnv('PARAMETER_PREFIX')}/database/secret-arn/${role}`, { forceFetch: true });
  const secret = arn && (await getSecret(arn, { transform: 'json', forceFetch: true }));
  const parsed = Secret.safeParse(secret);
  if (!parsed.success) throw new InvalidRoleSecret(role);
  return parsed.data.password;
}
