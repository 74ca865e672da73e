/** The local PostgreSQL survives crashes of the process that started it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { listClusterDirectories } from '../../../cli/local/postgres/cluster-directory.ts';
import { removePostgres, startPostgres } from '../../../cli/local/postgres/postgres.ts';
import { findFreePort } from '../../../cli/local/settings/ports.ts';

let folder: string;
let dataDirectory: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'risk-test-'));
  dataDirectory = join(folder, 'postgres');
});

afterEach(async () => {
  await removePostgres(dataDirectory);
  await rm(folder, { recursive: true, force: true });
});

/** Starts the server from another process, which commits a row and is then killed. */
async function startAndKillLauncher(port: number): Promise<void> {
  const script = `
    import { Client } from 'pg';
    import { startPostgres } from './cli/local/postgres/postgres.ts';
    const { url } = await startPostgres({ dataDirectory: ${JSON.stringify(dataDirectory)}, port: ${port} });
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query('create table kept as select 1 as n');
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
}

async function query(url: string, sql: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

const clusterOf = () =>
  listClusterDirectories(dataDirectory)
    .map((home) => join(home, 'cluster'))
    .find(existsSync) ?? '';

test('a server whose launcher was killed is ended, and its committed rows are there', async () => {
  const port = await findFreePort();
  await startAndKillLauncher(port);
  const postgres = await startPostgres({ dataDirectory, port });
  expect(await query(postgres.url, 'select n from kept')).toEqual([{ n: 1 }]);
  await postgres.stop();
});

test('a stale pid file is removed, and another program with that pid keeps running', async () => {
  const first = await startPostgres({ dataDirectory, port: await findFreePort() });
  await first.stop();
  await writeFile(join(clusterOf(), 'postmaster.pid'), `${process.pid}\n`);
  const second = await startPostgres({ dataDirectory, port: await findFreePort() });
  await second.stop();
});

test('a data directory in use and a taken port are refused with clear messages', async () => {
  const port = await findFreePort();
  const postgres = await startPostgres({ dataDirectory, port });
  await expect(startPostgres({ dataDirectory, port })).rejects.toThrow(`in use by process ${process.pid}`);
  const other = join(folder, 'other');
  await expect(startPostgres({ dataDirectory: other, port })).rejects.toThrow(`port ${port} is taken`);
  await removePostgres(other);
  await postgres.stop();
});

test('only this machine can reach the server, and removing it leaves nothing', async () => {
  const postgres = await startPostgres({ dataDirectory, port: await findFreePort() });
  expect(await query(postgres.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  await postgres.stop();
  await removePostgres(dataDirectory);
  expect(listClusterDirectories(dataDirectory).filter((home) => existsSync(home))).toEqual([]);
});
