/** Makes the cluster with `initdb`, once; a cluster is either complete or not there. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ClusterNotCreated } from './errors.ts';
import { SERVER_ENVIRONMENT, type ServerFiles } from './server-files.ts';

const run = promisify(execFile);

/** The cluster's superuser, named as Aurora's own: no lender's role, no secret. */
export const BOOTSTRAP_USER = 'rdsadmin';

/** Makes the cluster unless it is there. Resolves to the superuser's password, random for each cluster. */
export async function ensureCluster(server: ServerFiles): Promise<string> {
  const passwordFile = join(server.home, 'password');
  if (!existsSync(server.cluster)) {
    const incoming = join(server.home, 'cluster.incoming');
    rmSync(incoming, { recursive: true, force: true });
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
    const { uid, gid } = server.identity;
    if (uid !== undefined && gid !== undefined) chownSync(passwordFile, uid, gid);
    await initialise(server, incoming, passwordFile);
    renameSync(incoming, server.cluster);
  }
  return readFileSync(passwordFile, 'utf8');
}

async function initialise(server: ServerFiles, folder: string, passwordFile: string): Promise<void> {
  const options = [
    ['--pgdata', folder],
    ['--username', BOOTSTRAP_USER],
    ['--pwfile', passwordFile],
    ['--auth', 'scram-sha-256'],
    ['--encoding', 'UTF8'],
    ['--locale', 'C'],
    ['--locale-provider', 'builtin'], // the same order of text on every machine
    ['--builtin-locale', 'C.UTF-8'],
    ['--no-sync'], // what a power cut spoils here is made again
  ].flat();
  try {
    await run(join(server.programs, 'initdb'), options, {
      ...server.identity,
      env: SERVER_ENVIRONMENT,
      cwd: server.home,
    });
  } catch (cause) {
    const { stderr = '' } = cause as { stderr?: string };
    throw new ClusterNotCreated(`initdb: ${stderr.trim().split('\n').slice(-3).join(' ')}`, { cause });
  }
}
