/** `npm run smoke` on the local cloud: every step passes, what it made is removed, and what it must not touch is refused. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { OperatorEnvironment } from '../../cli/environment/operator-environment.ts';
import { runSmokeTest } from '../../cli/smoke/run-smoke-test.ts';
import { SMOKE_STEPS } from '../../cli/smoke/smoke-steps.ts';
import { findEndedQuarter } from '../../lambdas/reporting/review/quarter.ts';
import { getDatabase } from '../../lambdas/shared/aws/database.ts';
import { startTestCloud, type TestCloud } from '../../testing/aws/test-cloud.ts';
import { QUICK_TRAINING_OPTIONS } from '../../testing/models/quick-training.ts';
import { waitForResult } from '../../testing/operator-steps.ts';
import { countContents, type EnvironmentContents } from '../../testing/smoke/environment-contents.ts';
import { describePermissions } from './permissions/describe-permissions.ts';
import { judgePolicy } from './permissions/judge-policy.ts';

/** Matches the roles that this journey uses: recovery has a test of its own. */
const EXCEPT_OWN_JOURNEYS = /^(?!.*-Recovery-)/;
/** Printed once the first step is done and the first delivery runs. */
const ALARMS_PASSED = /✓ alarms/;
let cloud: TestCloud;
let before: EnvironmentContents;

beforeAll(async () => {
  process.env.RISK_RECORD_CALLS = '1'; // describePermissions judges the calls
  process.env.PARAMETER_PREFIX = '/risk/local';
  cloud = await startTestCloud();
  before = await countContents(cloud);
}, 300_000);

afterAll(async () => {
  await cloud?.stop();
}, 60_000);

interface Ended {
  code: number | null;
  output: string;
}

/** Runs the command as an operator whose calls are recorded. `onOutput` is called with all output so far. */
async function runSmoke(
  args: string[] = ['--state', cloud.stateDirectory, ...QUICK_TRAINING_OPTIONS],
  onOutput: (output: string, child: ChildProcess) => void = () => {},
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['cli/commands/smoke.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, AWS_SESSION_TOKEN: 'person/smoke', ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput(output, child);
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

/** Sends a signal once the output matches. */
function sendSignalAt(pattern: RegExp, signal: NodeJS.Signals) {
  let isSent = false;
  return (output: string, child: ChildProcess) => {
    if (isSent || !pattern.test(output)) return;
    isSent = true;
    child.kill(signal);
  };
}

/** Sends Ctrl-C once while a run is open, so that an execution has to be stopped. */
async function stopInRun(child: ChildProcess): Promise<void> {
  await waitForResult(async () => {
    const { rowCount } = await cloud.database.query("select from analytics.runs where state = 'running'");
    return rowCount || child.exitCode !== null || undefined;
  });
  if (!child.killed) child.kill('SIGINT');
}

describe('npm run smoke refuses', () => {
  afterEach(async () => {
    expect(await countContents(cloud)).toEqual(before);
  });

  test('prod by its name, whatever runs there', async () => {
    const { code, output } = await runSmoke(['--env', 'prod']);
    expect([code, output.trim()]).toEqual([1, expect.stringMatching(/^SmokeRefused: prod keeps its data, .*dev/)]);
  }, 30_000);

  test('an environment with a run that it did not open, and changes nothing', async () => {
    const columns = `(run_id, as_of, execution_id, state) values
      ('0199c3a4-0000-7000-8000-000000000001', '2005-10-01', 'arn:aws:states:::execution:risk-local-daily-etl:nightly', 'failed')`;
    await cloud.database.query(`insert into analytics.runs ${columns}`);
    const withRun = await countContents(cloud);
    const { code, output } = await runSmoke();
    expect(await countContents(cloud)).toEqual(withRun);
    await cloud.database.query('delete from analytics.runs');
    expect([code, output.trim()]).toEqual([1, expect.stringMatching(/^SmokeRefused: local has a run of 2005-10-01/)]);
  }, 60_000);

  test('expired credentials, in one line', async () => {
    const expired = { AWS_SECRET_ACCESS_KEY: 'expired', AWS_SESSION_TOKEN: '' };
    const { code, output } = await runSmoke(['--env', 'dev'], undefined, expired);
    expect(code).toBe(1);
    expect(output.trim()).toMatch(/^EnvironmentNotReached: the environment dev does not answer: [^\n]+$/);
  }, 60_000);
});

describe('npm run smoke', () => {
  test('leaves what it made when it is killed, and the next one removes it', async () => {
    await runSmoke(undefined, sendSignalAt(ALARMS_PASSED, 'SIGKILL'));
    expect((await countContents(cloud)).queues).toBe((before.queues ?? 0) + 1);
  }, 60_000);

  test('removes what it made when it is stopped by Ctrl-C', async () => {
    const { code, output } = await runSmoke(undefined, (text, child) => {
      if (ALARMS_PASSED.test(text)) stopInRun(child);
    });
    expect([code, output]).toEqual([130, expect.stringMatching(/first delivery in local: Interrupted/)]);
    expect(await countContents(cloud)).toEqual(before);
  }, 120_000);

  test('passes every step, prints them in a table, and removes what it made', async () => {
    const { code, output } = await runSmoke();
    const rows = Array.from(
      output.matchAll(/│ (.+?) +│ (ok|failed|skipped) +│ (.*?) +│/g),
      // A step that failed says why.
      ([, step, outcome, checked]) => [step, outcome === 'failed' ? `failed: ${checked}` : outcome],
    );
    const steps = rows.filter(([step]) => !step?.startsWith('remove '));
    expect(steps).toEqual(SMOKE_STEPS.map(({ name }) => [name, 'ok']));
    expect(code).toBe(0);
    expect(await countContents(cloud)).toEqual(before);
  }, 600_000);

  test.each([
    ['portfolio-report', {}],
    ['watch-api', {}],
    ['watch-publication', { due_hour_utc: 0 }],
    ['watch-experiments', {}],
    ['watch-deadlines', {}],
  ])(
    'leaves an environment in which %s runs by the clock',
    async (name, input) => {
      const command = new InvokeCommand({ FunctionName: `risk-local-${name}`, Payload: JSON.stringify(input) });
      const { FunctionError } = await new LambdaClient({}).send(command);
      expect(FunctionError).toBeUndefined();
    },
    60_000,
  );

  test('names a step that fails, runs the others, and removes what they made', async () => {
    const operator: OperatorEnvironment = {
      ...{ environment: 'local', progress: cloud.progress, stateDirectory: cloud.stateDirectory },
      ownsCloud: false,
      parameter: (name) => (name === 'api/url' ? 'http://127.0.0.1:9' : cloud.parameter(name)),
      database: getDatabase('risk_api_read'),
      identifyCaller: async () => 'test',
    };
    const names = ['first delivery', 'prediction of an application', 'erasure of a customer'];
    const steps = SMOKE_STEPS.filter(({ name }) => names.includes(name)).map((step) => ({ ...step, needs: [] }));
    const results = await runSmokeTest(steps, operator, new AbortController().signal);
    const outcomes = results
      .filter(({ step }) => !step.startsWith('remove '))
      .map(({ step, outcome }) => [step, outcome]);
    expect(outcomes).toEqual([
      [names[0], 'ok'],
      [names[1], 'failed'],
      [names[2], 'ok'],
    ]);
    expect(await countContents(cloud)).toEqual(before);
  }, 120_000);
});

test('the quarterly review is gathered, watched and signed', async () => {
  const quarter = findEndedQuarter(new Date()).name;
  const signature = {
    quarter,
    signed_by: 'Jo Vos',
    caller: 'arn:aws:iam::000000000000:user/jo',
    note: 'Nothing to do.',
  };
  for (const [name, input] of [
    ['gather-review', {}],
    ['watch-review', {}],
    ['sign-review', signature],
  ] as const) {
    const command = new InvokeCommand({ FunctionName: `risk-local-${name}`, Payload: JSON.stringify(input) });
    const { FunctionError, Payload } = await new LambdaClient({}).send(command);
    expect([name, FunctionError, FunctionError && Buffer.from(Payload ?? []).toString()]).toEqual([
      name,
      undefined,
      undefined,
    ]);
  }
}, 120_000);

test('docs/policies/smoke.json allows what the command did, and no action that it did not need', async () => {
  expect(await judgePolicy(cloud.stateDirectory, 'smoke')).toEqual({ denied: [], unused: [] });
}, 60_000);

test('the audit trail of what was done is written by the clock', async () => {
  // Last, because nobody can delete what it writes.
  const { FunctionError } = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName: 'risk-local-write-trail', Payload: '{}' }),
  );
  expect(FunctionError).toBeUndefined();
}, 60_000);

describePermissions(() => cloud.stateDirectory, { covers: EXCEPT_OWN_JOURNEYS });
