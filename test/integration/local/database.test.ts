/** The database of a state folder, read while its local cloud runs and while it does not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { NoStateYet, withDatabase } from '../../../cli/environment/state-database.ts';
import { postgresDirectory } from '../../../cli/local/cloud.ts';
import { freePort } from '../../../cli/local/ports.ts';
import { existingPostgres, removePostgres, startPostgres } from '../../../cli/local/postgres/postgres.ts';
import { type LocalSettings, localSettings } from '../../../cli/local/settings.ts';
import { NoRunYet, readRunQuality } from '../../../cli/quality/read-quality.ts';

let settings: LocalSettings;
beforeEach(() => {
  settings = localSettings({ stateDirectory: mkdtempSync(join(tmpdir(), 'risk-database-')) });
});
afterEach(async () => {
  await removePostgres(postgresDirectory(settings));
  rmSync(settings.stateDirectory, { recursive: true, force: true });
});

const port = async (database: Client) => (await database.query('select inet_server_port() as port')).rows[0].port;

test('there is none before the first start', async () => {
  await expect(withDatabase(settings, port)).rejects.toThrow(NoStateYet);
});

test('is that of the running server, or of one that runs only for the reading', async () => {
  const dataDirectory = postgresDirectory(settings);
  const server = await startPostgres({ dataDirectory, port: await freePort(), durable: false });
  expect(await withDatabase(settings, port)).toBe(server.port);
  await server.stop();

  expect(await withDatabase(settings, port)).not.toBe(server.port);
  expect(existingPostgres(dataDirectory)).toEqual({ isMade: true });
  await expect(withDatabase(settings, (database) => readRunQuality(database))).rejects.toThrow(NoRunYet);
  expect(existingPostgres(dataDirectory)).toEqual({ isMade: true });
});
