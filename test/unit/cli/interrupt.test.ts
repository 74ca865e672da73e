/** Ctrl-C says what it does and leaves nothing running: in the set-up, in a start, in a workflow, at a question. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'risk-interrupt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (program: string, env: NodeJS.ProcessEnv = process.env) =>
  collect(spawn(process.execPath, ['--input-type=module', '-e', program], { env, stdio: ['ignore', 'pipe', 'pipe'] }));

function collect(child: ChildProcess) {
  const lines = { output: '' };
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (lines.output += text));
  const closed = once(child, 'close').then(([code]) => ({ code, output: lines.output }));
  const waitFor = async (text: string) => {
    while (!lines.output.includes(text)) await sleep(20);
  };
  return { child, closed, waitFor };
}

const STOPPABLE = (seconds: number) => `
  import { stopOnTermination } from './cli/local/processes/termination.ts';
  stopOnTermination(() => new Promise((done) => setTimeout(done, ${1000 * seconds})));
  setInterval(() => {}, 1000);
  console.log('up');`;

test('once: the local cloud stops, and says so at the start and at the end', async () => {
  const { child, closed, waitFor } = run(STOPPABLE(0.2));
  await waitFor('up');
  child.kill('SIGINT');
  const { code, output } = await closed;
  expect(code).toBe(130);
  expect(output).toMatch(
    /Stopping the local cloud: what was finished is kept.*Ctrl-C once more ends it at once\.\s+Stopped\./s,
  );
});

test('twice: it ends at once, and says so', async () => {
  const { child, closed, waitFor } = run(STOPPABLE(60));
  await waitFor('up');
  child.kill('SIGINT');
  await waitFor('Stopping');
  child.kill('SIGINT');
  const { code, output } = await closed;
  expect([code, output]).toEqual([
    130,
    expect.stringMatching(/Ended at once: the next start removes what may be left\./),
  ]);
});

test('in the set-up: the installer ends too, and the same command goes on', async () => {
  const at = (name: string) => join(folder, name);
  for (const path of ['scripts', 'cli/local', 'bin']) mkdirSync(at(path), { recursive: true });
  for (const file of ['scripts/setup.mjs', 'package-lock.json', 'cli/local/requirements.txt'])
    copyFileSync(file, at(file));
  writeFileSync(at('bin/npm'), `#!/bin/sh\necho $$ > ${at('npm.pid')}\nexec sleep 60\n`);
  chmodSync(at('bin/npm'), 0o755);
  const env = { PATH: `${at('bin')}:${process.env.PATH}`, PYTHON: process.env.PYTHON };
  const { child, closed } = collect(spawn(process.execPath, [at('scripts/setup.mjs')], { env }));
  while (!existsSync(at('npm.pid')) || readFileSync(at('npm.pid'), 'utf8') === '') await sleep(20);
  child.kill('SIGINT');
  const { code, output } = await closed;
  expect([code, output]).toEqual([130, expect.stringContaining('Set-up stopped: run the same command again')]);
  const pid = Number(readFileSync(at('npm.pid'), 'utf8'));
  await sleep(200);
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

test('in a workflow of an environment that stays up: the execution goes on', async () => {
  const server = createServer((request, response) => {
    const [, action = ''] = String(request.headers['x-amz-target']).split('.');
    const executionArn = 'arn:aws:states:eu-west-1:000000000000:execution:risk-local-training:x';
    const answers: Record<string, object> = {
      StartExecution: { executionArn, startDate: 0 },
      DescribeExecution: { executionArn, status: 'RUNNING' },
      GetExecutionHistory: { events: [] },
    };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answers[action] ?? {}), () => action === 'GetExecutionHistory' && child.kill('SIGINT'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { child, closed } = run(
    `
    import { runTimedWorkflow } from './cli/workflows/run-timed-workflow.ts';
    import { Progress } from './cli/terminal/progress.ts';
    const parameter = () => 'arn:aws:states:eu-west-1:000000000000:stateMachine:risk-local-training';
    await runTimedWorkflow('training', {}, { parameter, progress: new Progress() });`,
    {
      ...{ PATH: process.env.PATH, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_REGION: 'eu-west-1' },
      ...{ AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' },
    },
  );
  const { code, output } = await closed;
  server.closeAllConnections();
  server.close();
  expect(code).toBe(130);
  expect(output).toMatch(/The execution goes on .*npm run logs -- --execution training --follow shows it to its end/);
});
