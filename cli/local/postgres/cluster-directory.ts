/**
 * Chooses the cluster directory and the user that the server runs as. PostgreSQL refuses to run as root, so root runs
 * it as the user `postgres`. Where that user can't reach the preferred directory, for example below /root, the
 * temporary folder contains the cluster.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { PostgresUnsupported } from './errors.ts';

const USER = 'postgres';

/** User and group of child processes; empty for those of this process. */
export interface UserIdentity {
  uid?: number;
  gid?: number;
}

export interface ClusterDirectory {
  /** Holds the server's files, the cluster and its password. */
  path: string;
  identity: UserIdentity;
}

/**
 * Chooses and creates the cluster directory for a data directory, owned by the user that the server runs as.
 * @throws {PostgresUnsupported} when that user can reach no directory
 */
export function prepareClusterDirectory(dataDirectory: string): ClusterDirectory {
  const identity: UserIdentity = process.getuid?.() === 0 ? ensurePostgresUser() : {};
  const path = listClusterDirectories(dataDirectory).find((candidate) => {
    mkdirSync(dirname(candidate), { recursive: true });
    return canReach(dirname(candidate), identity);
  });
  if (!path) throw new PostgresUnsupported(`the user ${USER} can reach neither ${dataDirectory} nor ${tmpdir()}`);
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(path, identity.uid, identity.gid);
  return { path, identity };
}

/** Every possible cluster directory of a data directory, the preferred one first. */
export function listClusterDirectories(dataDirectory: string): string[] {
  const path = resolve(dataDirectory);
  const name = `risk-postgres-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
  return [path, join(tmpdir(), name), join('/tmp', name)];
}

/** Whether this user may enter the folder, which exists. */
export function canReach(path: string, { uid }: UserIdentity): boolean {
  const { mode, uid: owner } = statSync(path);
  const canEnter = uid === undefined || (mode & 0o001) !== 0 || (owner === uid && (mode & 0o100) !== 0);
  return canEnter && (dirname(path) === path || canReach(dirname(path), { uid }));
}

/** Finds the user `postgres`, or creates it. */
function ensurePostgresUser(): Required<UserIdentity> {
  try {
    return { uid: readId('-u'), gid: readId('-g') };
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', USER], { stdio: 'pipe' });
    } catch (cause) {
      throw new PostgresUnsupported(`PostgreSQL does not run as root, and the user ${USER} could not be made`, {
        cause,
      });
    }
    return { uid: readId('-u'), gid: readId('-g') };
  }
}

function readId(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, USER], { encoding: 'utf8', stdio: 'pipe' }));
}
