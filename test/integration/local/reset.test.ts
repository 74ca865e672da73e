/** `npm run reset` removes what the local cloud made, and nothing else. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startLocalCloud } from '../../../cli/local/cloud.ts';
import { getDataDirectory, writeClusterRecord } from '../../../cli/local/clusters/cluster-record.ts';
import { prepareClusterDirectory } from '../../../cli/local/postgres/cluster-directory.ts';
import { startProcess } from '../../../cli/local/processes/managed-process.ts';
import { readProcessIdentity } from '../../../cli/local/processes/process-identity.ts';
import { AlreadyRunning, recordProcess } from '../../../cli/local/processes/process-records.ts';
import { resetLocalCloud } from '../../../cli/local/reset.ts';
import { getStateMarkerPath, type LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { NotAStateFolder } from '../../../cli/local/settings/state-folder.ts';
import { removeState, testSettings } from './harness.ts';

let settings: LocalSettings;

beforeEach(async () => {
  settings = await testSettings();
});

afterEach(() => removeState(settings));

it('ends orphan processes and removes the folder and the database, wherever it is', async () => {
  await writeFile(getStateMarkerPath(settings), '');
  const left = await startProcess(settings, { name: 'mlflow', command: 'sleep', args: ['60'] });
  const { path } = prepareClusterDirectory(getDataDirectory(settings));
  await mkdir(join(path, 'cluster'), { recursive: true });
  expect(await resetLocalCloud(settings)).toEqual([
    'ended mlflow',
    `removed ${path}`,
    `removed ${settings.stateDirectory}`,
  ]);
  expect(readProcessIdentity(left.pid)).toBeNull();
  expect([path, settings.stateDirectory].filter((folder) => existsSync(folder))).toEqual([]);
  expect(await resetLocalCloud(settings)).toEqual([]);
});

it('removes restored clusters with their backups', async () => {
  await writeFile(getStateMarkerPath(settings), '');
  const cluster = { DBClusterArn: 'arn', ClusterCreateTime: new Date().toISOString() };
  const restore = { source: 'risk-local', backup: 'a' };
  writeClusterRecord(settings, { id: 'restored', status: 'available', restore, cluster, instances: [] });
  const { path } = prepareClusterDirectory(getDataDirectory(settings, 'restored'));
  expect(await resetLocalCloud(settings)).toContain(`removed ${path}`);
  expect(existsSync(path)).toBe(false);
});

it("leaves another program's folder alone", async () => {
  await writeFile(join(settings.stateDirectory, 'thesis.txt'), '');
  await expect(startLocalCloud(settings)).rejects.toThrow(/did not make, such as thesis.txt: name a new or empty /);
  await expect(resetLocalCloud(settings)).rejects.toThrow(NotAStateFolder);
  expect(existsSync(join(settings.stateDirectory, 'thesis.txt'))).toBe(true);
});

it('is refused while the cloud runs', async () => {
  await writeFile(getStateMarkerPath(settings), '');
  const supervisor = await startProcess(settings, { name: 'other', command: 'sleep', args: ['60'] });
  recordProcess(settings, 'supervisor', supervisor.pid);
  await expect(resetLocalCloud(settings)).rejects.toThrow(AlreadyRunning);
  await supervisor.stop();
});
