/**
 * Sets the password of each database role as a SCRAM verifier: the clear text never reaches the database. The verifier
 * is a parameter, so the text of no statement contains it, in whatever log or statistics that text appears.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { Database } from '../shared/aws/database.ts';
import { RiskError } from '../shared/errors.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import { DATABASE_ROLES } from './contract/database-roles.ts';

/** A password has characters that PostgreSQL would normalise before it hashes them. */
export class UnusablePassword extends RiskError {
  constructor(role: string) {
    super(`the password in the secret of ${role} must be of printable ASCII characters`);
  }
}

/** A password is given for a role that the system does not have. */
export class UnknownRole extends RiskError {
  constructor(role: string) {
    super(`${role} is not a role of this system`);
  }
}

/** The iterations that PostgreSQL uses by default. */
const SCRAM_ITERATIONS = 4096;

/**
 * Sets the passwords by role. Idempotent for logins, although every call stores new verifiers.
 * @throws {UnknownRole} when the system does not have a role
 * @throws {UnusablePassword} when a password is not printable ASCII
 */
export async function setRolePasswords(master: Database, passwords: Readonly<Record<string, string>>): Promise<void> {
  for (const [role, password] of Object.entries(passwords)) {
    if (!DATABASE_ROLES.some((name) => name === role)) throw new UnknownRole(role);
    if (!/^[\x21-\x7e]+$/.test(password)) throw new UnusablePassword(role);
    const verifier = createScramVerifier(password);
    await master.transaction(async (tx) => {
      await tx.query(readSqlFile('database/pass_role_verifier.sql'), { role, verifier });
      await tx.execute(readSqlFile('database/set_role_password.sql'));
    });
  }
}

/** A SCRAM-SHA-256 verifier (RFC 5803) as PostgreSQL stores it. It verifies a password and does not contain it. */
export function createScramVerifier(password: string, salt = randomBytes(16)): string {
  const salted = pbkdf2Sync(password, salt, SCRAM_ITERATIONS, 32, 'sha256');
  const deriveKey = (name: string) => createHmac('sha256', salted).update(name).digest();
  const storedKey = createHash('sha256').update(deriveKey('Client Key')).digest('base64');
  const serverKey = deriveKey('Server Key').toString('base64');
  return `SCRAM-SHA-256$${SCRAM_ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
