/** What commands do with a state folder whose cloud is stopped: they start nothing unasked, and a reset asks. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { getDataDirectory } from '../../../cli/local/clusters/cluster-record.ts';
import { prepareClusterDirectory } from '../../../cli/local/postgres/cluster-directory.ts';
import { startProcess } from '../../../cli/local/processes/managed-process.ts';
import { recordProcess } from '../../../cli/local/processes/process-records.ts';
import { renewCredentials } from '../../../cli/local/settings/credentials.ts';
import {
  getStateMarkerPath,
  type LocalSettings,
  readLocalSettings,
} from '../../../cli/local/settings/local-settings.ts';
import { rememberPorts } from '../../../cli/local/settings/read-ports.ts';
import { runInTerminal } from '../../../testing/terminal/run-in-terminal.ts';
import { removeState, testSettings } from './harness.ts';

let settings: LocalSettings;

/** A folder as a start leaves it, with ports of its own. */
beforeEach(async () => {
  settings = await testSettings();
  await writeFile(getStateMarkerPath(settings), '');
  renewCredentials(settings.stateDirectory);
  rememberPorts(settings.stateDirectory, settings);
  const { path } = prepareClusterDirectory(getDataDirectory(settings));
  await mkdir(join(path, 'cluster'), { recursive: true });
  await writeFile(join(path, 'cluster/PG_VERSION'), '17\n');
});

afterEach(() => removeState(settings));

const ENVIRONMENT = { PATH: process.env.PATH, HOME: process.env.HOME };

async function run(name: string, ...args: string[]) {
  const all = [`cli/commands/${name}.ts`, ...args, '--state', settings.stateDirectory];
  const running = promisify(execFile)(process.execPath, all, { env: ENVIRONMENT });
  const { stdout, stderr } = await running.catch((error: { stdout: string; stderr: string }) => error);
  return { code: running.child.exitCode, stdout, stderr: stderr.trim() };
}

test.each([
  ['status', []],
  ['token', []],
  ['token', ['--person']],
  ['predict', ['--application', '3']],
  ['predict', ['--batch', 'package.json']],
])('%s %j says in one line that it is not running, and starts nothing', async (name, args) => {
  const before = readdirSync(settings.stateDirectory);
  const { code, stdout, stderr } = await run(name, ...args);
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toMatch(
    /^NotRunning: the local cloud in .+ is not running: start it as before, with npm start -- --state /,
  );
  expect(stderr).not.toMatch(/\n/);
  expect(readdirSync(settings.stateDirectory)).toEqual(before);
});

test('status --json says so to a program', async () => {
  const { code, stdout } = await run('status', '--json');
  expect([code, JSON.parse(stdout)]).toEqual([
    3,
    { is_running: false, reason: expect.stringContaining('is not running') },
  ]);
});

test('a cloud that is just starting is named with its process and the remembered address', async () => {
  const supervisor = await startProcess(settings, { name: 'other', command: 'sleep', args: ['60'] });
  recordProcess(settings, 'supervisor', supervisor.pid);
  const { code, stderr } = await run('status');
  await supervisor.stop();
  expect(code).toBe(3);
  expect(stderr).toMatch(
    new RegExp(`^CloudNotReached: .*process ${supervisor.pid}.*127.0.0.1:${settings.ports.aws}: it is just starting`),
  );
});

test('later commands and starts take the ports of the last start; a variable has precedence', () => {
  const { stateDirectory, ports, signInPort } = settings;
  expect(readLocalSettings({ stateDirectory, environment: {} })).toMatchObject({ ports, signInPort });
  const changed = readLocalSettings({ stateDirectory, environment: { RISK_PORT_MLFLOW: '14569' } });
  expect(changed.ports).toEqual({ ...ports, mlflow: 14_569 });
});

test('a start on a taken port names port, service and variable in one line', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  rememberPorts(settings.stateDirectory, { ...settings, ports: { ...settings.ports, mlflow: port } });
  const { code, stderr } = await run('start', '--exit');
  other.close();
  expect([code, stderr]).toEqual([
    1,
    `PortTaken: port ${port} for MLflow is taken by another program (set RISK_PORT_MLFLOW to use another port)`,
  ]);
});

describe('reset', () => {
  const reset = [process.execPath, 'cli/commands/reset.ts'];
  const inTerminal = (keys: string) =>
    runInTerminal([...reset, '--state', settings.stateDirectory], [[/to confirm: /, keys]]);

  test('without a terminal needs --yes, in one line', async () => {
    const { code, stdout, stderr } = await run('reset');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^InvalidOptions: reset would remove .+: give --yes/);
    expect(stderr).not.toMatch(/\n/);
    expect(existsSync(settings.stateDirectory)).toBe(true);
    expect(await run('reset', '--yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('removed ') });
    expect(existsSync(settings.stateDirectory)).toBe(false);
  });

  test.each([
    ['no\r', 0, /Nothing was removed/],
    ['\r', 0, /Nothing was removed/],
    ['\x03', 1, /Interrupted: stopped: nothing was changed/],
    ['\x04', 1, /Interrupted: stopped: nothing was changed/],
  ])('keeps everything after %j', async (keys, code, words) => {
    const result = await inTerminal(keys);
    expect([result.code, result.output]).toEqual([code, expect.stringMatching(words)]);
    expect(result.output).not.toMatch(/ {4}at /);
    expect(existsSync(settings.stateDirectory)).toBe(true);
  });

  test('shows what it removes, and removes it after yes', async () => {
    const { code, output } = await inTerminal('yes\r');
    expect(code).toBe(0);
    expect(output).toMatch(/all deliveries, models, scores[\s\S]*removed /);
    expect(existsSync(settings.stateDirectory)).toBe(false);
  });
});
