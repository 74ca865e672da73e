/** Runs the files of the daily workflow with a function in the place of each Lambda. */
import { describe, expect, test } from '@jest/globals';
import { findStageTimes } from '../../../lambdas/ingest/runs/read-stage-times.ts';
import type { StageTimes } from '../../../lambdas/ingest/runs/run-stages.ts';
import {
  executeStateMachine,
  readDefinition,
  readSimulatedHistory,
  type Tasks,
} from '../../../testing/workflows/execute-state-machine.ts';

const definition = readDefinition('daily-etl');
const days = ['2005-10-01', '2005-11-01'];
const runId = (asOf: string) => `run-of-${asOf}`;

interface Call {
  task: string;
  input: never;
}

/** Tasks that succeed on these days, with `others` in the place of some. `calls` collects their inputs. */
function tasks(others: Tasks = {}, calls: Call[] = []): Tasks {
  const left = [...days];
  const file = (table: string) => ({ table, name: `${table}.csv`, key: `landing/${table}.csv` });
  const well: Tasks = {
    OpenRun: () => {
      const as_of = left.shift();
      if (!as_of) return { outcome: 'nothing_delivered', awaiting_manifest: ['2005-12-01'] };
      return { outcome: 'opened', run: { run_id: runId(as_of), as_of, fencing_token: 1 }, awaiting_manifest: [] };
    },
    VerifyManifest: () => ({ outcome: 'verified', files: [file('customers'), file('transactions')] }),
    PrepareFile: ({ file: { table } }) => ({
      outcome: 'prepared',
      table,
      file: `${table}.csv`,
      delivered: 3,
      rejected: 1,
      parts: [1, 2].map((part) => ({ key: `runs/${table}/${part}`, rows: 1 })),
    }),
    ImportPart: () => ({ accepted: 1, rejected: 0 }),
    BuildPartition: () => ({ applications: 1, customers: 1 }),
    CheckQuality: () => ({ outcome: 'passed', pass_rate: 1, checks: 12, failed: [] }),
    PublishRun: () => ({ published_at: 'now', rows: 16 }),
    Scoring: () => ({ outcome: 'no_champion', applications: 0, model_version: null }),
    CloseRun: () => ({}),
    ...others,
  };
  const watched = Object.entries(well).map(([task, work]) => [
    task,
    (input: never) => {
      calls.push({ task, input });
      return work(input);
    },
  ]);
  return Object.fromEntries(watched);
}

/** Replaces close-run: collects the stage times that it reads from the execution's history. */
const noteStageTimes =
  (closed: StageTimes[]): Tasks[string] =>
  ({ execution_id }) => {
    closed.push(findStageTimes(readSimulatedHistory(execution_id)));
    return {};
  };

const callsOf = (calls: Call[], name: string) => calls.filter(({ task }) => task === name).map(({ input }) => input);

describe('a good day', () => {
  test('publishes every delivery, oldest first, and lists the runs in its output', async () => {
    const calls: Call[] = [];
    const execution = await executeStateMachine(definition, { up_to: '2005-11-30' }, tasks({}, calls));
    expect(execution).toMatchObject({
      status: 'SUCCEEDED',
      output: {
        outcome: 'published',
        runs: days.map((as_of) => ({ run_id: runId(as_of), as_of, outcome: 'published', scoring: 'no_champion' })),
        awaiting_manifest: ['2005-12-01'],
        scoring: 'no_champion',
      },
    });
    expect(callsOf(calls, 'Scoring')).toHaveLength(days.length); // a day's own, and no further one
    expect(callsOf(calls, 'OpenRun')[0]).toEqual({
      execution_id: 'execution',
      from: null,
      up_to: '2005-11-30',
      again: false,
    });
    expect(callsOf(calls, 'Scoring')[0]).toEqual({ run_id: runId('2005-10-01') });
    expect(
      callsOf(calls, 'BuildPartition')
        .map(({ partition }) => partition)
        .slice(0, 16),
    ).toEqual([...Array(16).keys()]);
  });

  test("has a history with the time of each stage, for each delivery's run", async () => {
    const closed: StageTimes[] = [];
    await executeStateMachine(definition, {}, tasks({ CloseRun: noteStageTimes(closed) }));
    const stages = ['verify', 'prepare', 'import', 'features', 'quality', 'publish', 'score', 'close'] as const;
    const [first, second] = closed;
    for (const noted of [first, second]) {
      expect(Object.keys(noted ?? {}).sort()).toEqual(stages.toSorted());
      expect(stages.map((stage) => noted?.[stage])).toEqual(stages.map((stage) => noted?.[stage]).toSorted());
    }
    expect((second?.verify ?? '') > (first?.close ?? '')).toBe(true);
  });

  test('imports customers before the tables that are checked against them, and only after every file is prepared', async () => {
    const calls: Call[] = [];
    await executeStateMachine(definition, {}, tasks({}, calls));
    const parts = calls.slice(
      0,
      calls.findIndex(({ task }) => task === 'BuildPartition'),
    );
    expect(parts.map(({ task }) => task)).toEqual([
      'OpenRun',
      'VerifyManifest',
      ...Array(2).fill('PrepareFile'),
      ...Array(4).fill('ImportPart'),
    ]);
    expect(callsOf(parts, 'ImportPart').map(({ part }) => (part as { key: string }).key)).toEqual([
      'runs/customers/1',
      'runs/customers/2',
      'runs/transactions/1',
      'runs/transactions/2',
    ]);
  });

  test('passes the word of a person for a held day to the quality checks', async () => {
    for (const accept_missing of [null, { run_id: 'held', by: 'jo', why: 'sold' }]) {
      const calls: Call[] = [];
      await executeStateMachine(definition, accept_missing ? { accept_missing } : {}, tasks({}, calls));
      expect(callsOf(calls, 'CheckQuality')[0]).toMatchObject({ accept_missing });
    }
  });

  test('without a delivery succeeds, and runs up to the day of its start', async () => {
    const calls: Call[] = [];
    const nothing = { OpenRun: () => ({ outcome: 'nothing_delivered', awaiting_manifest: [] }) };
    const execution = await executeStateMachine(definition, {}, tasks(nothing, calls));
    expect(execution.output).toEqual({
      outcome: 'nothing_delivered',
      runs: [],
      awaiting_manifest: [],
      scoring: 'no_champion',
    });
    expect(calls[0]?.input).toMatchObject({ execution_id: 'execution', up_to: '2005-12-31' });
  });

  test('without a delivery scores what an execution left unscored when it died after publication', async () => {
    const calls: Call[] = [];
    const opening = { outcome: 'nothing_delivered', awaiting_manifest: ['2005-12-01'] };
    const late: Tasks = { OpenRun: () => opening, Scoring: () => ({ outcome: 'scored', applications: 7 }) };
    const { output } = await executeStateMachine(definition, {}, tasks(late, calls));
    expect(callsOf(calls, 'Scoring')).toEqual([{}]); // the newest publication
    expect(output).toMatchObject({ scoring: 'scored', awaiting_manifest: ['2005-12-01'] });
    const broken: Tasks = {
      OpenRun: () => opening,
      Scoring: () => {
        throw new Error('no model');
      },
    };
    expect(await executeStateMachine(definition, {}, tasks(broken))).toMatchObject({
      status: 'SUCCEEDED', // the scoring's own alert says it
      output: { outcome: 'nothing_delivered', scoring: 'failed', awaiting_manifest: ['2005-12-01'] },
    });
  });

  test('in a backfill opens runs of its range of days, published ones included', async () => {
    const calls: Call[] = [];
    const range = { from: '2005-10-01', up_to: '2005-11-01', again: true };
    await executeStateMachine(definition, range, tasks({}, calls));
    for (const input of callsOf(calls, 'OpenRun')) expect(input).toEqual({ execution_id: 'execution', ...range });
  });

  test('of one file, or of none, succeeds', async () => {
    for (const table of ['customers', 'loan_applications', null]) {
      const files = table ? [{ table, name: 'f.csv' }] : [];
      const verified = { VerifyManifest: () => ({ outcome: 'verified', files }) };
      expect(await executeStateMachine(definition, {}, tasks(verified))).toMatchObject({ status: 'SUCCEEDED' });
    }
  });

  test('of a thousand parts stays below the size limit of a state', async () => {
    const name = `${'credit_history-2005-10-01-branch'.padEnd(40, '_')}.csv.gz`;
    const part = (file: number) => (_: unknown, i: number) => ({
      key: `runs/0193a1b2-0000-7000-8000-000000000001/parts/credit_history/${name}${file}/${1000 + i}.csv.gz`,
      rows: 200_000,
    });
    const many: Tasks = {
      VerifyManifest: () => ({
        outcome: 'verified',
        files: Array.from({ length: 100 }, (_, i) => ({
          table: 'credit_history',
          mode: 'delta',
          name: `${name}${i}`,
          key: `landing/as_of=2005-10-01/${name}${i}`,
          sha256: 'a'.repeat(64),
          rows: 2_000_000,
          size_bytes: 1_000_000_000,
          attributes: {},
        })),
      }),
      PrepareFile: ({ file }) => ({
        outcome: 'prepared',
        table: 'credit_history',
        file: file.name,
        delivered: 2_000_000,
        rejected: 0,
        parts: Array.from({ length: 10 }, part(Number(file.name.slice(name.length)))),
      }),
    };
    const execution = await executeStateMachine(definition, {}, tasks(many));
    expect(execution.status).toBe('SUCCEEDED');
    expect(execution.largestBytes).toBeLessThan(224 * 1024);
  });
});

describe('a bad day ends in a named failure, and its run is closed:', () => {
  const refusal = { outcome: 'refused', reason: { error: 'HashMismatch', message: 'the file changed' } };
  const broken = () => {
    throw new Error('connection lost');
  };

  test.each<[error: string, state: string, cause: RegExp, others: Tasks]>([
    ['DeliveryRefused', 'refused', /^2005-10-01: HashMismatch: the file changed$/, { VerifyManifest: () => refusal }],
    [
      'DeliveryRefused',
      'refused',
      /^2005-10-01: a.csv: HashMismatch: the file changed; a.csv/,
      { PrepareFile: () => ({ ...refusal, table: 'customers', file: 'a.csv' }) },
    ],
    [
      'QualityGateFailed',
      'gate_failed',
      /pass rate 0.9, failed checks: ranges, freshness/,
      { CheckQuality: () => ({ outcome: 'failed', pass_rate: 0.9, checks: 12, failed: ['ranges', 'freshness'] }) },
    ],
    [
      'MissingTooMany',
      'gate_failed',
      /^2005-10-01: the delivery lacks so many rows that they may be missing by mistake: customers: 9 of 9 rows; failed checks: missing_rows\. .*--accept-missing run-of-2005-10-01 --why TEXT$/,
      {
        CheckQuality: () => ({
          ...{ outcome: 'failed', pass_rate: 1, checks: 12 },
          ...{ failed: ['missing_rows'], missing: ['customers: 9 of 9 rows'] },
        }),
      },
    ],
    ['RunFailed', 'failed', /connection lost/, { VerifyManifest: broken }],
    ['RunFailed', 'failed', /FileFailed.*connection lost/, { PrepareFile: broken }],
    ['RunFailed', 'failed', /CustomerPartFailed.*connection lost/, { ImportPart: broken }],
    ['RunFailed', 'failed', /PartitionFailed.*connection lost/, { BuildPartition: broken }],
    ['RunFailed', 'failed', /connection lost/, { CheckQuality: broken }],
    ['RunFailed', 'failed', /connection lost/, { PublishRun: broken }],
  ])('%s, closed as %s', async (error, state, cause, others) => {
    const calls: Call[] = [];
    const closed: StageTimes[] = [];
    const execution = await executeStateMachine(
      definition,
      {},
      tasks({ ...others, CloseRun: noteStageTimes(closed) }, calls),
    );
    expect(execution).toMatchObject({ status: 'FAILED', error, cause: expect.stringMatching(cause) });
    expect(callsOf(calls, 'CloseRun')).toMatchObject([
      { run: { run_id: runId('2005-10-01') }, execution_id: 'execution-nested-1', state },
    ]);
    expect(closed).toMatchObject([{ verify: expect.any(String), close: expect.any(String) }]);
    if (!others.PublishRun) expect(callsOf(calls, 'PublishRun')).toEqual([]);
  });

  test('one refused file prevents the import of all others', async () => {
    const calls: Call[] = [];
    const one: Tasks = {
      PrepareFile: ({ file: { table } }) =>
        table === 'customers' ? { outcome: 'prepared', table, parts: [{ key: 'k', rows: 1 }] } : { ...refusal, table },
    };
    expect(await executeStateMachine(definition, {}, tasks(one, calls))).toMatchObject({ error: 'DeliveryRefused' });
    expect(callsOf(calls, 'ImportPart')).toEqual([]);
  });

  test('another running run is not closed', async () => {
    const calls: Call[] = [];
    const busy = { OpenRun: () => ({ outcome: 'busy', awaiting_manifest: [] }) };
    expect(await executeStateMachine(definition, {}, tasks(busy, calls))).toMatchObject({
      error: 'AnotherRunInProgress',
    });
    expect(callsOf(calls, 'CloseRun')).toEqual([]);
    expect(await executeStateMachine(definition, {}, tasks({ OpenRun: broken }))).toMatchObject({ error: 'RunFailed' });
  });
});

describe('a fault', () => {
  test('that passes is retried', async () => {
    let failures = 3;
    const flaky = () => {
      failures -= 1;
      if (failures >= 0) throw new Error('throttled');
      return { accepted: 1, rejected: 0 };
    };
    expect(await executeStateMachine(definition, {}, tasks({ ImportPart: flaky }))).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  test('of the scoring does not undo the publication: the run is closed as published, and the next delivery follows', async () => {
    const calls: Call[] = [];
    const unscored: Tasks = {
      Scoring: () => {
        throw new Error('no model');
      },
    };
    const execution = await executeStateMachine(definition, {}, tasks(unscored, calls));
    expect(execution.status).toBe('SUCCEEDED');
    expect(execution.output.runs).toMatchObject([{ scoring: 'failed' }, { scoring: 'failed' }]);
    expect(callsOf(calls, 'CloseRun').map(({ state }) => state)).toEqual(['published', 'published']);
  });
});
