/**
 * The credentials of a state folder: the access key that everything signs with, and the password of its people. Every
 * start writes new ones, into a file that only the user who runs the local cloud can read.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../../terminal/command-error.ts';

/** No local cloud has been started in the state folder, or another user runs it. */
export class CredentialsMissing extends CommandError {
  constructor(path: string, cause: unknown) {
    super(
      `the key of the local cloud cannot be read at ${path} (${(cause as NodeJS.ErrnoException).code ?? 'it is not JSON'}): start it with npm start, or name its folder with --state`,
      { cause },
    );
  }
}

export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface LocalCredentials extends AccessKey {
  /** Password of the dashboard's users and of MLflow's. */
  password: string;
}

/** Creates credentials that nobody can guess. */
export function generateCredentials(): LocalCredentials {
  return {
    accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`, // twelve digits would be an account to MiniStack
    secretAccessKey: randomBytes(30).toString('base64url'),
    password: randomBytes(12).toString('hex'),
  };
}

/** Writes new credentials. A reader sees the earlier file or the new one, never a part. */
export function renewCredentials(stateDirectory: string): LocalCredentials {
  const path = getCredentialsPath(stateDirectory);
  const incoming = `${path}.incoming`;
  const credentials = generateCredentials();
  rmSync(incoming, { force: true });
  writeFileSync(incoming, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(incoming, path);
  return credentials;
}

/**
 * Reads the credentials of the newest start.
 * @throws {CredentialsMissing} when there are none, or they are another user's
 */
export function readCredentials(stateDirectory: string): LocalCredentials {
  const path = getCredentialsPath(stateDirectory);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new CredentialsMissing(path, cause);
  }
}

export const getCredentialsPath = (stateDirectory: string): string => join(stateDirectory, 'credentials.json');
