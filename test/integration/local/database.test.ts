/** The database of a state folder is readable while its local cloud runs and while it does not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { NoStateYet } from '../../../cli/environment/not-running.ts';
import { withStateDatabase } from '../../../cli/environment/state-database.ts';
import { getDataDirectory } from '../../../cli/local/clusters/cluster-record.ts';
import { findPostgres, removePostgres, startPostgres } from '../../../cli/local/postgres/postgres.ts';
import { type LocalSettings, readLocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { findFreePort } from '../../../cli/local/settings/ports.ts';
import { NoRunYet, readRunQuality } from '../../../cli/quality/read-quality.ts';

let settings: LocalSettings;
beforeEach(() => {
  settings = readLocalSettings({ stateDirectory: mkdtempSync(join(tmpdir(), 'risk-database-')) });
});
afterEach(async () => {
  await removePostgres(getDataDirectory(settings));
  rmSync(settings.stateDirectory, { recursive: true, force: true });
});

const port = async (database: Client) => (await database.query('select inet_server_port() as port')).rows[0].port;

test('does not exist before the first start', async () => {
  await expect(withStateDatabase(settings, port)).rejects.toThrow(NoStateYet);
});

test('is read from the running server, or from one that runs for the command only', async () => {
  const dataDirectory = getDataDirectory(settings);
  const server = await startPostgres({ dataDirectory, port: await findFreePort(), durable: false });
  expect(await withStateDatabase(settings, port)).toBe(server.port);
  await server.stop();

  expect(await withStateDatabase(settings, port)).not.toBe(server.port);
  expect(findPostgres(dataDirectory)).toEqual({ hasCluster: true });
  await expect(withStateDatabase(settings, (database) => readRunQuality(database))).rejects.toThrow(NoRunYet);
  expect(findPostgres(dataDirectory)).toEqual({ hasCluster: true });
});
