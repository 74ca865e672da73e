/** The credentials of a state folder: new at every start, readable by one user, and missing before the first start. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  CredentialsMissing,
  getCredentialsPath,
  readCredentials,
  renewCredentials,
} from '../../../cli/local/settings/credentials.ts';
import {
  buildSdkAddresses,
  buildSdkConfiguration,
  buildSdkEnvironment,
  readLocalSettings,
} from '../../../cli/local/settings/local-settings.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'risk-credentials-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('are new at every start, and what was read at the start before is worth nothing', async () => {
  const first = renewCredentials(folder);
  const second = renewCredentials(folder);
  expect(readCredentials(folder)).toEqual(second);
  for (const name of ['accessKeyId', 'secretAccessKey', 'password'] as const)
    expect(second[name]).not.toBe(first[name]);
  expect((await stat(getCredentialsPath(folder))).mode & 0o777).toBe(0o600);
});

test('are named with their folder and the way to mend it when they are missing', () => {
  const settings = readLocalSettings({ stateDirectory: folder });
  expect(() => buildSdkConfiguration(settings)).toThrow(CredentialsMissing);
  expect(() => buildSdkConfiguration(settings)).toThrow(
    `${getCredentialsPath(folder)} (ENOENT): start it with npm start`,
  );
});

test('change nothing that a deploy depends on', () => {
  const settings = readLocalSettings({ stateDirectory: folder });
  renewCredentials(folder);
  const before = buildSdkAddresses(settings);
  const { secretAccessKey } = renewCredentials(folder);
  expect(buildSdkAddresses(settings)).toEqual(before);
  expect(JSON.stringify(before)).not.toContain(secretAccessKey);
  expect(buildSdkEnvironment(settings)).toMatchObject({ ...before, AWS_SECRET_ACCESS_KEY: secretAccessKey });
});

test('are found by the state folder that RISK_LOCAL_STATE names', () => {
  expect(readLocalSettings({ environment: { RISK_LOCAL_STATE: folder } }).stateDirectory).toBe(folder);
  expect(
    readLocalSettings({ stateDirectory: '/other', environment: { RISK_LOCAL_STATE: folder } }).stateDirectory,
  ).toBe('/other');
});
