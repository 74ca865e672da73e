/** Another user of the machine reads files, takes the place of a folder, or logs in to MLflow and PostgreSQL. */
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { signIn } from '../../../cli/aws/sign-in.ts';
import { getDataDirectory } from '../../../cli/local/clusters/cluster-record.ts';
import { listClusterDirectories } from '../../../cli/local/postgres/cluster-directory.ts';
import { ClusterDirectoryForeign } from '../../../cli/local/postgres/errors.ts';
import { startPostgres } from '../../../cli/local/postgres/postgres.ts';
import { resetLocalCloud } from '../../../cli/local/reset.ts';
import { getCredentialsPath } from '../../../cli/local/settings/credentials.ts';
import { buildSdkEnvironment, getStateMarkerPath } from '../../../cli/local/settings/local-settings.ts';
import { findFreePort } from '../../../cli/local/settings/ports.ts';
import { createStateFolder, StateFolderForeign } from '../../../cli/local/settings/state-folder.ts';
import { callMlflow } from '../../../testing/mlflow-call.ts';
import { type AttackedCloud, send } from './attacked-cloud.ts';

export function describeOtherUsers(getCloud: () => AttackedCloud): void {
  describe('other servers', () => {
    test('MLflow needs the password of this start', async () => {
      const path = '/api/2.0/mlflow/experiments/search?max_results=1';
      const address = `${getCloud().settings.urls.mlflow}${path}`;
      expect((await fetch(address)).status).toBe(401);
      const headers = { authorization: `Basic ${btoa('risk:guessed')}` };
      expect((await fetch(address, { headers })).status).toBe(401);
      Object.assign(process.env, buildSdkEnvironment(getCloud().settings));
      expect((await callMlflow(path)).status).toBe(200);
    });

    test('PostgreSQL needs a password, and has no socket in a folder of all users', async () => {
      const { hostname: host, username: user, password } = new URL(getCloud().cloud.postgresUrl);
      for (const guess of ['', 'guessed', undefined]) {
        const client = new pg.Client({
          host,
          port: getCloud().settings.ports.postgres,
          user,
          password: guess,
          database: 'risk',
        });
        await expect(client.connect()).rejects.toThrow(/password|SASL/);
      }
      expect(password).toMatch(/^[0-9a-f]{48}$/);
      const client = await getCloud().cloud.connect();
      const { rows } = await client.query('show unix_socket_directories');
      const rules = await client.query('select distinct auth_method from pg_hba_file_rules');
      await client.end();
      expect([rows, rules.rows]).toEqual([[{ unix_socket_directories: '' }], [{ auth_method: 'scram-sha-256' }]]);
    });

    test('the callback of a sign-in takes no request under another name', async () => {
      const port = await findFreePort();
      const visit = async () => {
        const path = '/callback?code=stolen&state=x';
        expect((await send(port, { path, headers: { host: `evil.example:${port}` } })).status).toBe(403);
        const headers = { host: `localhost:${port}`, origin: 'https://evil.example' };
        expect((await send(port, { path, headers })).status).toBe(403);
        expect((await send(port, { path: '//', headers: { host: `127.0.0.1:${port}` } })).status).toBe(403);
      };
      const request = { clientId: 'c', authorizeUrl: 'http://a', tokenUrl: 'http://t', scopes: [], visit };
      const callbackUrl = `http://127.0.0.1:${port}/callback`;
      await expect(signIn({ ...request, callbackUrl, timeoutSeconds: 0.2 })).rejects.toThrow(
        'nobody signed in in time',
      );
    });
  });

  describe('another user of the machine', () => {
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

    test('can read neither the state folder, nor the key, nor the database', async () => {
      // Root lets the user of the database server pass through the folder, and nobody list it.
      expect([0o700, 0o710]).toContain(await modeOf(getCloud().settings.stateDirectory));
      expect(await modeOf(getCredentialsPath(getCloud().settings.stateDirectory))).toBe(0o600);
      const [directory = ''] = listClusterDirectories(getDataDirectory(getCloud().settings)).filter(existsSync);
      expect(await modeOf(directory)).toBe(0o700);
      expect(await modeOf(join(directory, 'password'))).toBe(0o600);
    });

    test('cannot put a folder of theirs in the place of the database or of the state', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'risk-attack-'));
      const link = join(folder, 'postgres');
      await symlink(tmpdir(), link); // as root would otherwise give away
      await expect(startPostgres({ dataDirectory: link, port: await findFreePort() })).rejects.toThrow(
        ClusterDirectoryForeign,
      );
      if (process.getuid?.() === 0) {
        const theirs = join(folder, 'state');
        await mkdir(theirs);
        const settings = { ...getCloud().settings, stateDirectory: theirs };
        await writeFile(getStateMarkerPath(settings), '');
        await chown(theirs, 12_345, 12_345);
        await expect(createStateFolder(theirs)).rejects.toThrow(StateFolderForeign);
        // It could name processes of others to end.
        await expect(resetLocalCloud(settings)).rejects.toThrow(StateFolderForeign);
      }
      await rm(folder, { recursive: true });
    });
  });
}
