/**
 * Chooses the cluster directory and the user that the server runs as. PostgreSQL refuses to run as root, so root runs
 * it as the user `postgres`. Where that user can't reach the preferred directory, for example below /root, or a shell would
 * change its path, the temporary folder contains the cluster.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ClusterDirectoryForeign, PostgresUnsupported } from './errors.ts';

const USER = 'postgres';
/** The server's programs start each other by a shell, with their paths in double quotes. */
const SHELL_CHARACTERS = /["$`\\\n]/;

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
 * @throws {ClusterDirectoryForeign} when another user made it, in a temporary folder that all users share
 */
export function prepareClusterDirectory(dataDirectory: string): ClusterDirectory {
  const identity: UserIdentity = process.getuid?.() === 0 ? ensurePostgresUser() : {};
  letServerPass(dirname(resolve(dataDirectory)), identity);
  const path = buildCandidates(dataDirectory).find((candidate) => {
    if (SHELL_CHARACTERS.test(candidate)) return false;
    mkdirSync(dirname(candidate), { recursive: true });
    return canReach(dirname(candidate), identity);
  });
  if (!path) throw new PostgresUnsupported(`the user ${USER} can reach neither ${dataDirectory} nor ${tmpdir()}`);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (isForeign(path, identity)) throw new ClusterDirectoryForeign(path);
  chmodSync(path, 0o700);
  giveTo(path, identity);
  return { path, identity };
}

/** Gives a file or folder to the user that the server runs as. */
export function giveTo(path: string, { uid, gid }: UserIdentity): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Every possible cluster directory of a data directory that no other user has made, the preferred one first. */
export function listClusterDirectories(dataDirectory: string): string[] {
  const identity = (process.getuid?.() === 0 && findPostgresUser()) || {};
  return buildCandidates(dataDirectory).filter((path) => !isForeign(path, identity));
}

function buildCandidates(dataDirectory: string): string[] {
  const path = resolve(dataDirectory);
  const name = `risk-postgres-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
  return [path, join(tmpdir(), name), join('/tmp', name)];
}

/** Creates the folder that holds the preferred directory; the server's user may pass through it, but not list it. */
function letServerPass(folder: string, { gid }: UserIdentity): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { mode, uid, gid: group } = statSync(folder);
  if (gid === undefined || uid !== 0 || (mode & 0o001) !== 0 || ((mode & 0o010) !== 0 && group === gid)) return;
  chownSync(folder, uid, gid);
  chmodSync(folder, 0o710);
}

/** Whether a directory exists that neither this process's user nor the server's has made; a link counts as foreign. */
function isForeign(path: string, { uid }: UserIdentity): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return false;
  return !stats.isDirectory() || (stats.uid !== process.getuid?.() && stats.uid !== uid);
}

/** Whether this user may enter the folder, which exists. */
export function canReach(path: string, identity: UserIdentity): boolean {
  const { mode, uid: owner, gid: group } = statSync(path);
  const { uid, gid } = identity;
  const canEnter =
    uid === undefined ||
    (mode & 0o001) !== 0 ||
    (owner === uid && (mode & 0o100) !== 0) ||
    (group === gid && (mode & 0o010) !== 0);
  return canEnter && (dirname(path) === path || canReach(dirname(path), identity));
}

function ensurePostgresUser(): Required<UserIdentity> {
  const user = findPostgresUser();
  if (user) return user;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', USER], { stdio: 'pipe' });
  } catch (cause) {
    throw new PostgresUnsupported(`PostgreSQL does not run as root, and the user ${USER} could not be made`, { cause });
  }
  return { uid: readId('-u'), gid: readId('-g') };
}

function findPostgresUser(): Required<UserIdentity> | undefined {
  try {
    return { uid: readId('-u'), gid: readId('-g') };
  } catch {
    return undefined;
  }
}

function readId(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, USER], { encoding: 'utf8', stdio: 'pipe' }));
}
