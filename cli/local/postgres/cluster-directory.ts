/**
 * Where a cluster lives and whom its server runs as.
 * PostgreSQL refuses to run as root, so root runs it as the user `postgres`, who must be able to reach the files:
 * from a checkout under /root, or under a folder of mode 700, everything moves to the temporary folder.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { PostgresUnsupported } from './errors.ts';

const USER = 'postgres';

/** Whom child processes run as; empty for "as ourselves". */
export interface UserIdentity {
  uid?: number;
  gid?: number;
}

export interface ClusterDirectory {
  /** Folder that holds the server's files, the cluster and its password. */
  path: string;
  identity: UserIdentity;
}

/** Picks and makes the home of a data directory, owned by whoever the server runs as. */
export function prepareClusterDirectory(dataDirectory: string): ClusterDirectory {
  const identity: UserIdentity = process.getuid?.() === 0 ? postgresUser() : {};
  const reachable = listClusterDirectories(dataDirectory).find((path) => {
    mkdirSync(dirname(path), { recursive: true });
    return canReach(dirname(path), identity);
  });
  if (!reachable) throw new PostgresUnsupported(`the user ${USER} can reach neither ${dataDirectory} nor ${tmpdir()}`);
  mkdirSync(reachable, { recursive: true });
  chmodSync(reachable, 0o755);
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(reachable, identity.uid, identity.gid);
  return { path: reachable, identity };
}

/** Every place where the home of this data directory may be, the preferred one first. */
export function listClusterDirectories(dataDirectory: string): string[] {
  const path = resolve(dataDirectory);
  const name = `risk-postgres-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
  return [path, join(tmpdir(), name), join('/tmp', name)];
}

/** Whether this identity may enter the folder, which exists. */
export function canReach(path: string, { uid }: UserIdentity): boolean {
  const { mode, uid: owner } = statSync(path);
  const enters = uid === undefined || (mode & 0o001) !== 0 || (owner === uid && (mode & 0o100) !== 0);
  return enters && (dirname(path) === path || canReach(dirname(path), { uid }));
}

/** The user `postgres`, made when the machine has none. */
function postgresUser(): Required<UserIdentity> {
  try {
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', USER], { stdio: 'pipe' });
    } catch (cause) {
      throw new PostgresUnsupported(`PostgreSQL does not run as root, and the user ${USER} could not be made`, {
        cause,
      });
    }
    return { uid: idOf('-u'), gid: idOf('-g') };
  }
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, USER], { encoding: 'utf8', stdio: 'pipe' }));
}
