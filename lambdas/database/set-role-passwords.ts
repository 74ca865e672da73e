/** Gives each database role the password of its secret, as a verifier: the clear text never reaches the database. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { Sql } from '../shared/aws/database.ts';
import { RiskError } from '../shared/errors.ts';

/** A secret's password has characters whose form could differ between here and the database. */
export class UnusablePassword extends RiskError {
  constructor(role: string) {
    super(`the password in the secret of ${role} must be of printable ASCII characters`);
  }
}

/** A role to set a password for is not one of this system's. */
export class UnknownRole extends RiskError {
  constructor(role: string) {
    super(`${role} is not a role of this system`);
  }
}

/** The login roles that the migrations named roles make. */
export const ROLES = [
  'risk_migrator',
  'risk_etl',
  'risk_training',
  'risk_api_score',
  'risk_api_read',
  'risk_reporting',
  'risk_monitoring',
  'risk_privacy',
];

const SCRAM_ITERATIONS = 4096; // PostgreSQL's own default

/** Sets the roles' passwords; doing it again with the same passwords changes nothing that a login would notice. */
export async function setRolePasswords(sql: Sql, passwords: Readonly<Record<string, string>>): Promise<void> {
  for (const [role, password] of Object.entries(passwords)) {
    if (!ROLES.includes(role)) throw new UnknownRole(role);
    if (!/^[\x21-\x7e]+$/.test(password)) throw new UnusablePassword(role);
    await sql.execute(`alter role ${role} password '${createScramVerifier(password)}'`);
  }
}

/** A SCRAM-SHA-256 verifier (RFC 5803) as PostgreSQL stores it; it proves a password without telling it. */
export function createScramVerifier(password: string, salt = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, SCRAM_ITERATIONS, 32, 'sha256');
  const key = (name: string) => createHmac('sha256', salted).update(name).digest();
  const storedKey = createHash('sha256').update(key('Client Key')).digest('base64');
  const serverKey = key('Server Key').toString('base64');
  return `SCRAM-SHA-256$${SCRAM_ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
