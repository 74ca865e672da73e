/** Creates the cluster with `initdb`, once. Renames the folder at the end, so a crash leaves no incomplete cluster. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { giveTo } from './cluster-directory.ts';
import { ClusterNotCreated } from './errors.ts';
import { SERVER_ENVIRONMENT, type ServerFiles } from './server-files.ts';

const runProgram = promisify(execFile);

/** Superuser of the cluster, with the name that Aurora uses; no deployed code has its password. */
export const BOOTSTRAP_USER = 'rdsadmin';

/**
 * Creates the cluster unless it exists.
 * @returns the superuser's password, random for each cluster
 */
export async function ensureCluster(server: ServerFiles): Promise<string> {
  const passwordFile = join(server.clusterDirectory, 'password');
  if (!existsSync(server.cluster)) {
    const incoming = join(server.clusterDirectory, 'cluster.incoming');
    rmSync(incoming, { recursive: true, force: true });
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
    giveTo(passwordFile, server.identity);
    await runInitdb(server, incoming, passwordFile);
    renameSync(incoming, server.cluster);
  }
  return readFileSync(passwordFile, 'utf8');
}

async function runInitdb(server: ServerFiles, folder: string, passwordFile: string): Promise<void> {
  const options = [
    ['--pgdata', folder],
    ['--username', BOOTSTRAP_USER],
    ['--pwfile', passwordFile],
    ['--auth', 'scram-sha-256'],
    ['--encoding', 'UTF8'],
    ['--locale', 'C'],
    ['--locale-provider', 'builtin'], // sorts text the same way on every machine
    ['--builtin-locale', 'C.UTF-8'],
    ['--no-sync'], // after a power cut it runs again
  ].flat();
  try {
    await runProgram(join(server.programs, 'initdb'), options, {
      ...server.identity,
      env: SERVER_ENVIRONMENT,
      cwd: server.clusterDirectory,
    });
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    throw new ClusterNotCreated(`initdb: ${stderr.trim().split('\n').slice(-3).join(' ')}`, { cause });
  }
}
