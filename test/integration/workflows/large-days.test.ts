/** Runs the daily workflow's file on a large day, which Spark builds, with a function in the place of each Lambda. */
import { describe, expect, test } from '@jest/globals';
import { executeStateMachine, readDefinition, type Tasks } from '../../../testing/workflows/execute-state-machine.ts';

const daily = readDefinition('daily-etl');
const RUN = { run_id: 'run-of-2005-10-01', as_of: '2005-10-01', fencing_token: 1 };
const JOB = { kind: 'features', job_name: `risk-features-${RUN.run_id}` };
const PARTITIONS = [...Array(16).keys()];

interface Calls {
  names: string[];
  of(name: string): unknown[];
}

/** Tasks of a large day that succeed, with `others` in the place of some, and their calls. */
function largeDay(others: Tasks = {}): { tasks: Tasks; calls: Calls } {
  const all: { name: string; input: unknown }[] = [];
  let opened = false;
  const well: Tasks = {
    OpenRun: () => {
      const outcome = opened ? 'nothing_delivered' : 'opened';
      opened = true;
      return { outcome, run: RUN, awaiting_manifest: [] };
    },
    VerifyManifest: () => ({ outcome: 'verified', files: [], engine: 'spark' }),
    PlanJob: () => ({ ...JOB, pieces: 3 }),
    ExportPartition: () => ({ rows: 1 }),
    StartJob: (job) => ({ ...job, job_run_id: '00run' }),
    CheckJob: () => ({ state: 'succeeded', reason: null }),
    ImportPartition: () => ({ applications: 1, customers: 1 }),
    CheckQuality: () => ({ outcome: 'passed', pass_rate: 1, checks: 12, failed: [] }),
    PublishRun: () => ({ published_at: 'now', rows: 16 }),
    Scoring: () => ({ outcome: 'no_champion', applications: 0, model_version: null }),
    CloseRun: () => ({}),
    ...others,
  };
  const tasks: Tasks = Object.fromEntries(
    Object.entries(well).map(([name, work]) => [
      name,
      (input: Parameters<Tasks[string]>[0]) => {
        all.push({ name, input });
        return work(input);
      },
    ]),
  );
  const calls = {
    get names() {
      return all.map(({ name }) => name);
    },
    of: (wanted: string) => all.filter(({ name }) => name === wanted).map(({ input }) => input),
  };
  return { tasks, calls };
}

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('a large day', () => {
  test('is exported by partition, built by one job, imported by partition, and then checked', async () => {
    const { tasks, calls } = largeDay();
    const execution = await executeStateMachine(daily, {}, tasks);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'published' } });
    expect(calls.names.slice(1, -4)).toEqual([
      'VerifyManifest',
      'PlanJob',
      ...PARTITIONS.map(() => 'ExportPartition'),
      'StartJob',
      'CheckJob',
      ...PARTITIONS.map(() => 'ImportPartition'),
      'CheckQuality',
    ]);
    expect(calls.of('ExportPartition')).toEqual(PARTITIONS.map((partition) => ({ run: RUN, partition, pieces: 3 })));
    expect(calls.of('ImportPartition')).toEqual(PARTITIONS.map((partition) => ({ run: RUN, partition })));
    expect(calls.of('PlanJob')).toEqual([{ run: RUN }]);
    expect(calls.of('StartJob')).toMatchObject([JOB]);
    expect(calls.of('CheckJob')).toMatchObject([{ ...JOB, job_run_id: '00run' }]);
  });

  test('passes the requested engine, by default auto', async () => {
    for (const [request, engine] of [
      [{ engine: 'spark' }, 'spark'],
      [{}, 'auto'],
    ] as const) {
      const { tasks, calls } = largeDay();
      await executeStateMachine(daily, request, tasks);
      expect(calls.of('VerifyManifest')).toMatchObject([{ engine }]);
    }
  });

  test('waits until the job has ended', async () => {
    let checks = 0;
    const { tasks, calls } = largeDay({
      CheckJob: () => {
        checks += 1;
        return { state: checks < 40 ? 'running' : 'succeeded', reason: null };
      },
    });
    expect(await executeStateMachine(daily, {}, tasks)).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls.of('CheckJob')).toHaveLength(40);
    expect(calls.of('StartJob')).toHaveLength(1);
  });

  test('stays below the size limit of a state', async () => {
    const { tasks } = largeDay();
    expect((await executeStateMachine(daily, {}, tasks)).largestBytes).toBeLessThan(16 * 1024);
  });
});

describe('a failure', () => {
  const broken = () => {
    throw new Error('connection lost');
  };

  test('of the job is the outcome of the run under its own name; nothing is imported or published', async () => {
    const reason = 'Job failed, please check complete logs. ExitCode: 1. Untranslatable: age() has no counterpart';
    const { tasks, calls } = largeDay({ CheckJob: () => ({ state: 'failed', reason }) });
    const execution = await executeStateMachine(daily, {}, tasks);
    const cause = `${JOB.job_name}: ${reason}`;
    expect(execution).toMatchObject({ status: 'FAILED', error: 'RunFailed', cause: `JobFailed: ${cause}` });
    expect(calls.of('CloseRun')).toMatchObject([{ run: RUN, state: 'failed', outcome: { error: 'JobFailed', cause } }]);
    for (const never of ['ImportPartition', 'CheckQuality', 'PublishRun']) expect(calls.of(never)).toEqual([]);
  });

  test('of the job workflow itself gives its status', async () => {
    const timedOut = JSON.stringify({ ExecutionArn: 'arn', Status: 'TIMED_OUT' });
    const { tasks, calls } = largeDay({
      RunJob: () => {
        throw named('States.TaskFailed', timedOut);
      },
    });
    expect(await executeStateMachine(daily, {}, tasks)).toMatchObject({ error: 'RunFailed' });
    expect(calls.of('CloseRun')).toMatchObject([
      { outcome: { error: 'JobFailed', cause: 'the job workflow has ended as TIMED_OUT' } },
    ]);
  });

  test('other than a failed execution keeps its own name', async () => {
    const { tasks, calls } = largeDay({
      RunJob: () => {
        throw named('States.Timeout', 'fifty minutes');
      },
    });
    await executeStateMachine(daily, {}, tasks);
    expect(calls.of('CloseRun')).toMatchObject([{ outcome: { error: 'States.Timeout', cause: 'fifty minutes' } }]);
  });

  test.each<[task: string, cause: RegExp]>([
    ['PlanJob', /connection lost/],
    ['ExportPartition', /ExportFailed.*connection lost/],
    ['StartJob', /CannotRunJob.*connection lost/],
    ['CheckJob', /CannotRunJob.*connection lost/],
    ['ImportPartition', /TakeInFailed.*connection lost/],
  ])('of %s closes the run as failed, and publishes nothing', async (task, cause) => {
    const { tasks, calls } = largeDay({ [task]: broken });
    const execution = await executeStateMachine(daily, {}, tasks);
    expect(execution).toMatchObject({ error: 'RunFailed', cause: expect.stringMatching(cause) });
    expect(calls.of('CloseRun')).toMatchObject([{ run: RUN, state: 'failed' }]);
    expect(calls.of('PublishRun')).toEqual([]);
  });

  test('of a task that passes is retried', async () => {
    for (const task of ['StartJob', 'CheckJob', 'ExportPartition', 'ImportPartition']) {
      let left = 3;
      const well = largeDay().tasks[task] as Tasks[string];
      const flaky = (input: Parameters<Tasks[string]>[0]) => {
        left -= 1;
        return left >= 0 ? broken() : well(input);
      };
      expect(await executeStateMachine(daily, {}, largeDay({ [task]: flaky }).tasks)).toMatchObject({
        status: 'SUCCEEDED',
      });
    }
  });
});
