/** Settings, ports, child processes and orphan processes of the local cloud. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProcessFailed, startProcess, waitUntilReady } from '../../../cli/local/processes/managed-process.ts';
import { readProcessIdentity } from '../../../cli/local/processes/process-identity.ts';
import {
  AlreadyRunning,
  becomeSupervisor,
  endOrphanProcesses,
  recordProcess,
  resignSupervisor,
} from '../../../cli/local/processes/process-records.ts';
import { type LocalSettings, readLocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { PortTaken, requireFreePorts } from '../../../cli/local/settings/ports.ts';
import { PORTS } from '../../../cli/local/settings/read-ports.ts';
import { removeState, testSettings, until } from './harness.ts';

let settings: LocalSettings;

beforeEach(async () => {
  settings = await testSettings();
});

afterEach(() => removeState(settings));

const isGone = (pid: number) =>
  until(
    async () => readProcessIdentity(pid),
    (identity) => identity === null,
  );
const pidFiles = () => readdirSync(join(settings.stateDirectory, 'pids'));

/** No start has left ports there. */
const NOWHERE = join(tmpdir(), 'risk-never-started');

describe('settings', () => {
  it('have a variable for each port', () => {
    const { ports, urls } = readLocalSettings({ stateDirectory: NOWHERE, environment: { RISK_PORT_AWS: '5566' } });
    expect(ports).toEqual({
      ...{ aws: 5566, dataApi: 4567, jobs: 4568, mlflow: 4569, postgres: 4570, rds: 4573, dashboard: 4572 },
    });
    expect(urls.aws).toBe('http://127.0.0.1:5566');
  });

  it.each(['0', '65536', 'x', '1.5'])('refuse %s as a port', (text) => {
    expect(() => readLocalSettings({ stateDirectory: NOWHERE, environment: { RISK_PORT_JOBS: text } })).toThrow(
      `RISK_PORT_JOBS must be a port between 1 and 65535, not "${text}"`,
    );
  });

  it('refuse the same port for two services', () => {
    expect(() => readLocalSettings({ stateDirectory: NOWHERE, environment: { RISK_PORT_JOBS: '4566' } })).toThrow(
      'RISK_PORT_AWS and RISK_PORT_JOBS are both 4566; give each its own port',
    );
  });
});

describe('a taken port', () => {
  it('is reported with its service and the variable that changes it', async () => {
    const server = createServer().listen(settings.ports.mlflow, '127.0.0.1');
    await once(server, 'listening');
    try {
      await expect(requireFreePorts(settings)).rejects.toThrow(PortTaken);
      await expect(requireFreePorts(settings)).rejects.toThrow(
        `port ${settings.ports.mlflow} for MLflow is taken by another program (set RISK_PORT_MLFLOW to use another port)`,
      );
    } finally {
      server.close();
    }
  });
});

describe('a child process', () => {
  it('leads a group that ends as a whole, also when it ignores SIGTERM', async () => {
    const script = 'trap "" TERM; sleep 60 & echo $!; wait; sleep 60';
    const child = await startProcess(settings, { name: 'stubborn', command: 'sh', args: ['-c', script] });
    const grandchild = Number(await until(async () => readFileSync(child.logFile, 'utf8').trim(), Boolean));
    expect(pidFiles()).toEqual(['stubborn.json']);
    await child.stop(0.2);
    await isGone(grandchild);
    expect((await child.exited).signal).toBe('SIGKILL');
    expect(pidFiles()).toEqual([]);
  });

  it('that ends before it is ready fails with the last line of its log', async () => {
    const child = await startProcess(settings, {
      name: 'short',
      command: 'sh',
      args: ['-c', 'echo no licence; exit 3'],
    });
    const ready = waitUntilReady(child, async () => false, { timeoutSeconds: 30 });
    await expect(ready).rejects.toThrow(`short ended at once (exit code 3): no licence (log: ${child.logFile})`);
  });

  it('that is not ready in time is ended', async () => {
    const child = await startProcess(settings, { name: 'slow', command: 'sleep', args: ['60'] });
    const ready = waitUntilReady(child, async () => false, { timeoutSeconds: 0.2 });
    await expect(ready).rejects.toThrow('slow was not ready after 0.2 s');
    await isGone(child.pid);
  });

  it('that does not exist fails with one clear line', async () => {
    const start = startProcess(settings, { name: 'absent', command: 'no-such-program', args: [] });
    await expect(start).rejects.toThrow(ProcessFailed);
    await expect(startProcess(settings, { name: 'absent', command: 'no-such-program', args: [] })).rejects.toThrow(
      /^absent could not be started \(spawn no-such-program ENOENT\)/,
    );
  });
});

describe('the process records', () => {
  it('allow one supervisor at a time', async () => {
    const other = await startProcess(settings, { name: 'other', command: 'sleep', args: ['60'] });
    recordProcess(settings, 'supervisor', other.pid);
    expect(() => becomeSupervisor(settings)).toThrow(AlreadyRunning);
    await other.stop();
    becomeSupervisor(settings);
    resignSupervisor(settings);
    expect(pidFiles()).toEqual([]);
  });

  it('never end a process that only has the pid of a recorded one', async () => {
    const stranger = spawn('sleep', ['60'], { detached: true });
    try {
      mkdirSync(join(settings.stateDirectory, 'pids'), { recursive: true });
      const entry = { pid: stranger.pid, identity: 'another boot/1' };
      writeFileSync(join(settings.stateDirectory, 'pids/ministack.json'), JSON.stringify(entry));
      expect(await endOrphanProcesses(settings)).toEqual([]);
      expect(readProcessIdentity(Number(stranger.pid))).not.toBeNull();
      expect(pidFiles()).toEqual([]);
    } finally {
      stranger.kill();
    }
  });
});

describe('a supervisor', () => {
  it('that is killed leaves orphan processes, which the next supervisor ends', async () => {
    const { child, aws } = await supervise();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readProcessIdentity(aws)).not.toBeNull();
    becomeSupervisor(settings);
    expect(await endOrphanProcesses(settings)).toEqual(['ministack']);
    await isGone(aws);
    await requireFreePorts(settings);
    resignSupervisor(settings);
  });

  it('that gets SIGTERM stops its children first', async () => {
    const { child, aws } = await supervise();
    child.kill('SIGINT');
    const [status] = await once(child, 'exit');
    expect(status).toBe(130);
    expect(readProcessIdentity(aws)).toBeNull();
  });
});

/** Starts a process that runs MiniStack, and waits until that is up. */
async function supervise(): Promise<{ child: ChildProcess; aws: number }> {
  const variables = Object.entries(PORTS).map(([name, { variable }]) => [
    variable,
    String(settings.ports[name as keyof typeof PORTS]),
  ]);
  const program = resolve(import.meta.dirname, 'supervisor-process.ts');
  const child = spawn(resolve('node_modules/.bin/node'), [program, settings.stateDirectory], {
    env: { ...process.env, ...Object.fromEntries(variables) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, aws: Number(line.split(' ')[1]) };
}
