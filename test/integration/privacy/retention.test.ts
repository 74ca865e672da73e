/** The retention workflow on the real database: what is due goes, with its keys, and everything else stays. */
import { readFileSync } from 'node:fs';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { v7 } from 'uuid';
import {
  applyRetention,
  RetentionStep,
  type RetentionStepResult,
} from '../../../lambdas/privacy/retention/apply-retention.ts';
import type { Telemetry } from '../../../lambdas/shared/handler.ts';
import type { PersonKeyStore } from '../../../lambdas/shared/personal-data/person.ts';
import { RETENTION_PLACES, RETENTION_SCHEDULE } from '../../../lambdas/shared/retention/schedule.ts';
import { type MigratedDatabase, startMigratedDatabase } from '../../../testing/database/migrated-database.ts';
import { buildRunId, insertRows, type Row } from '../../../testing/database/rows.ts';
import { buildApplication, buildCustomer } from '../../../testing/lenders/one-customer.ts';
import { restrictCustomer } from '../../../testing/privacy/restrict-customer.ts';
import { executeStateMachine, readDefinition, type Tasks } from '../../../testing/workflows/execute-state-machine.ts';

const TODAY = '2026-06-01';
const LONG_AGO = '2019-05-01';
const RECENTLY = '2026-01-01';
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

let db: MigratedDatabase;
const erased: string[] = [];
const keys = {
  erase: async (customer: string) => {
    erased.push(customer);
    return 1;
  },
} as unknown as PersonKeyStore;
const emitted: Record<string, number> = {};
const metrics = { addMetric: (name: string, _: string, value: number) => (emitted[name] = value) };
const telemetry = { metrics: metrics as unknown as Metrics } as Telemetry;

let executions = 0;
/** Runs the workflow with the function, as the state machine does. */
const runRetention = (tasks: Tasks = {}) => {
  const step = (input: unknown) =>
    applyRetention({ database: db.connect('risk_retention'), keys, telemetry }, RetentionStep.parse(input));
  return executeStateMachine(
    readDefinition('retention'),
    {},
    { ApplyRetention: step, ...tasks },
    {
      id: `execution-${++executions}`,
    },
  );
};

const list = async (sql: string, ...parameters: unknown[]): Promise<unknown[]> =>
  (await db.superuser.query({ text: sql, values: parameters, rowMode: 'array' })).rows.flat();

async function insertScore(application_id: string, customer_id: string, scored_at: string): Promise<string> {
  const prediction_id = v7();
  await insertRows(db.superuser, 'predictions.risk_scores', [
    {
      ...{ prediction_id, application_id, customer_id, source: 'batch', as_of: scored_at, features_as_of: scored_at },
      ...{ run_id: buildRunId(1), features: {}, lineage: {}, model_version: 'm', model_sha256: 'a'.repeat(64) },
      ...{
        policy_version: `p-${prediction_id}`,
        policy_sha256: 'a'.repeat(64),
        pd: 0.1,
        raw: 0.1,
        score: 600,
        band: 'A',
      },
      ...{ decision: 'refer', decided_by: 'band:A', reasons: [], lgd: 0.4, ead: 1, expected_loss: 0.1, rate: null },
      ...{ requested_by: 'scoring/x', stale: false, scored_at, transaction_id: 1 },
    },
  ]);
  return prediction_id;
}

/** Old and new rows of several customers in every place; `c-held` has a restriction. */
async function plantRows(): Promise<void> {
  const { superuser } = db;
  // Neither triggers nor foreign keys: the rows are of years ago, and of models that are gone.
  await superuser.query("set session_replication_role = 'replica'");
  const runs = [
    [1, LONG_AGO],
    [2, TODAY],
  ] as const;
  await insertRows(
    superuser,
    'analytics.runs',
    runs.map(([run, as_of]) => ({
      ...{ run_id: buildRunId(run), as_of, execution_id: buildRunId(run), state: 'published' },
      ...{ opened_at: run === 1 ? ago(2000) : ago(1), closed_at: ago(1) },
    })),
  );
  await insertRows(
    superuser,
    'analytics.publications',
    runs.map(([run, as_of]) => ({
      ...{ run_id: buildRunId(run), as_of, published_at: ago(1), rows: 0 },
    })),
  );
  const customers = [
    ['c-gone', LONG_AGO, '2019-06-01'],
    ['c-held', LONG_AGO, '2019-06-01'],
    ['c-stays', LONG_AGO, null],
  ] as const;
  await insertRows(
    superuser,
    'staging.customers',
    customers.map(([customer_id, valid_from, ended_on]) => buildCustomer({ customer_id, valid_from, ended_on })),
  );
  const application = (application_id: string, customer_id: string, fields: Row): Row =>
    buildApplication({
      application_id,
      customer_id,
      valid_from: LONG_AGO,
      applied_at: LONG_AGO,
      ended_on: null,
      ...fields,
    });
  await insertRows(superuser, 'staging.loan_applications', [
    application('a-ended', 'c-gone', { ended_on: '2019-06-01' }),
    application('a-held', 'c-held', { ended_on: '2019-06-01' }),
    application('a-ended-lately', 'c-stays', { ended_on: RECENTLY }),
    application('a-delivered', 'c-stays', {}),
  ]);
  await insertRows(superuser, 'staging.loads', [
    {
      ...{
        run_id: buildRunId(2),
        table_name: 'loan_applications',
        file: 'a.csv',
        sha256: 'a'.repeat(64),
        mode: 'full',
      },
      ...{ size_bytes: 1, rows_delivered: 1, rows_rejected_unparsed: 0, prepared_at: ago(1) },
    },
    {
      ...{ run_id: buildRunId(2), table_name: 'customers', file: 'c.csv', sha256: 'a'.repeat(64), mode: 'full' },
      ...{ size_bytes: 1, rows_delivered: 1, rows_rejected_unparsed: 0, prepared_at: ago(1) },
    },
  ]);
  await insertRows(
    superuser,
    'analytics.risk_features',
    ['a-ended', 'a-held', 'a-delivered'].map((application_id, i) => ({
      ...{ application_id, customer_id: ['c-gone', 'c-held', 'c-stays'][i], as_of: LONG_AGO, run_id: buildRunId(1) },
      ...{ partition: 0, attributes: {}, fairness: {}, built_at: ago(2000) },
    })),
  );
  const source = { run_id: buildRunId(1), source_file: 'f.csv', source_line: 2 };
  const people = ['c-gone', 'c-held', 'c-stays'];
  await insertRows(
    superuser,
    'staging.transactions',
    people.flatMap((customer_id) => [
      { customer_id, transaction_id: 'old', booked_at: LONG_AGO, amount: 1, loaded_at: ago(2000), ...source },
      { customer_id, transaction_id: 'new', booked_at: RECENTLY, amount: 1, loaded_at: ago(9), ...source },
    ]),
  );
  await insertRows(
    superuser,
    'staging.credit_history',
    people.flatMap((customer_id) => [
      { customer_id, as_of: LONG_AGO, balance: 1, loaded_at: ago(2000), ...source },
      { customer_id, as_of: RECENTLY, balance: 1, loaded_at: ago(9), ...source },
    ]),
  );
  await insertRows(
    superuser,
    'staging.rejected_rows',
    [
      ['old', 91, 'c-stays'],
      ['held', 91, 'c-held'],
      ['new', 89, 'c-stays'],
    ].map(([file, days, customer_id]) => ({
      ...{ run_id: buildRunId(1), table_name: 'customers', file, line: 2, reason: 'x', row: { customer_id } },
      rejected_at: ago(Number(days)),
    })),
  );
  await insertRows(
    superuser,
    'staging.superseded_rows',
    [
      ['old', 91, 1],
      ['unpublished', 91, 7],
      ['new', 89, 1],
    ].map(([key, days, run]) => ({
      ...{ table_name: 'customers', key, replaced_by_run: buildRunId(Number(run)), row: { customer_id: 'c-stays' } },
      replaced_at: ago(Number(days)),
    })),
  );
  await insertRows(
    superuser,
    'analytics.quality_results',
    [1, 2].map((run) => ({
      ...{ run_id: buildRunId(run), check_name: 'duplicate_rows', severity: 'warn', failed_rows: 1, total_rows: 2 },
      ...{ pass: true, sample_keys: ['c-stays'], checked_at: ago(1), description: 'x' },
    })),
  );
}

const scores: Record<string, string> = {};

beforeAll(async () => {
  db = await startMigratedDatabase();
  await plantRows();
  const { superuser } = db;
  Object.assign(scores, {
    old: await insertScore('a-old', 'c-stays', ago(763)),
    young: await insertScore('a-old', 'c-stays', ago(761)),
    held: await insertScore('a-held', 'c-held', ago(900)),
    inCase: await insertScore('a-case', 'c-stays', ago(900)),
    overridden: await insertScore('a-override', 'c-stays', ago(900)),
    carrying: await insertScore('a-override', 'c-stays', ago(10)),
    gone: await insertScore('a-gone', 'c-stays', ago(900)),
  });
  const override = (prediction: string | undefined, application: string): Row => ({
    ...{ override_id: v7(), prediction_id: prediction, application, decision: 'approve', overruled: 'refer' },
    ...{ reason: 'x', decided_by: 'p', client_id: 'c', decided_at: ago(899), transaction_id: 1 },
  });
  await insertRows(superuser, 'predictions.overrides', [
    override(scores.overridden, 'a-override'),
    override(scores.gone, 'a-gone'),
  ]);
  await insertRows(superuser, 'predictions.shadow_scores', [
    { prediction_id: scores.gone, model_version: 'm', pd: 0.1, raw: 0.1, score: 600, scored_at: ago(900) },
  ]);
  const fields = { pd: 0.1, score: 600, band: 'A', policy_decision: 'refer', exposure: 1, why: 'x', kind: 'referral' };
  await insertRows(superuser, 'cases.cases', [
    {
      ...{ ...fields, case_id: v7(), application: 'a-case', customer_id: 'c-stays', prediction_id: scores.inCase },
      ...{
        state: 'open',
        opened_at: ago(899),
        due_at: ago(890),
        closed_at: null,
        withdrawn_why: null,
        reason_codes: [],
      },
    },
    {
      ...{ ...fields, case_id: v7(), application: 'a-gone', customer_id: 'c-stays', prediction_id: scores.gone },
      ...{ state: 'withdrawn', opened_at: ago(899), due_at: ago(890), closed_at: ago(898), withdrawn_why: 'x' },
      reason_codes: [],
    },
  ]);
  await insertRows(
    superuser,
    'predictions.batch_requests',
    [763, 761].map((days) => ({
      ...{ client_id: 'c', requested_by: 'c', idempotency_key: `${days}`, request_sha256: 'a', results: [] },
      asked_at: ago(days),
    })),
  );
  await superuser.query("set session_replication_role = 'origin'");
  await restrictCustomer(db, 'c-held');
  await insertRows(
    superuser,
    'privacy.restrictions',
    [1096, 1094].map((days) => ({
      ...{ restriction_id: v7(), customer_id: `lifted-${days}`, kind: 'restriction', since: ago(2000), why: 'x' },
      ...{ made_by: 'p', lifted_at: ago(days), lifted_by: 'p', lifted_why: 'x' },
    })),
  );
  await insertRows(superuser, 'privacy.rectifications', [
    ...['replaced long ago', 'replaced', 'held'].map((column_name, i) => ({
      ...{ rectification_id: v7(), customer_id: 'c-stays', table_name: 'customers', row_key: '', column_name },
      ...{ since: ago(2000), why: 'x', made_by: 'p', withdrawn_at: [ago(1096), ago(1094), null][i] },
    })),
  ]);
  // A run of the daily workflow is in progress.
  await insertRows(superuser, 'analytics.runs', [
    { run_id: buildRunId(8), as_of: TODAY, execution_id: 'daily', state: 'running' },
  ]);
}, 60_000);
afterAll(() => db?.stop());

test('nothing is deleted next to a run of the daily workflow', async () => {
  expect(await runRetention()).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'run_in_progress' } });
  expect(await list('select count(*)::int from privacy.retention_runs')).toEqual([0]);
  await db.superuser.query("update analytics.runs set state = 'abandoned', closed_at = now() where run_id = $1", [
    buildRunId(8),
  ]);
});

test('a run that fails half-way says so, and what it deleted is in its report', async () => {
  const failure = new Error('the database is gone');
  const real = { database: db.connect('risk_retention'), keys, telemetry };
  const ApplyRetention = async (input: { place?: string }): Promise<RetentionStepResult> => {
    if (input.place === 'staging.superseded_rows') throw failure;
    return applyRetention(real, RetentionStep.parse(input));
  };
  const { status, error, cause } = await runRetention({ ApplyRetention });
  expect([status, error, cause]).toEqual(['FAILED', 'RetentionFailed', 'Error: the database is gone']);
  expect(await list('select state from privacy.retention_runs')).toEqual(['failed']);
  expect(await list('select place, deleted::int, is_complete from privacy.retention_results')).toEqual([
    ...['staging.rejected_rows', 1, true],
  ]);
  expect(emitted.RetentionBehind).toBe(1);
});

describe('a run', () => {
  let output: unknown;
  beforeAll(async () => {
    ({ output } = await runRetention());
  });

  test('works on every place of the schedule and reports what went', async () => {
    expect(output).toEqual({ outcome: 'completed' });
    const { rows } = await db.superuser.query(
      `select place, deleted::int, days, is_complete from privacy.retention_results
       join privacy.retention_runs using (retention_run_id) where state = 'completed'`,
    );
    const report = Object.fromEntries(rows.map(({ place, deleted }) => [place, deleted]));
    expect(report).toEqual({
      ...Object.fromEntries(RETENTION_PLACES.map((place) => [place, 1])),
      // The run that failed has deleted it.
      'staging.rejected_rows': 0,
      'staging.transactions': 2,
      'staging.credit_history': 2,
      'predictions.risk_scores': 2,
    });
    expect(rows.every(({ is_complete }) => is_complete)).toBe(true);
    expect(Object.fromEntries(rows.map(({ place, days }) => [place, days]))).toEqual(
      Object.fromEntries(RETENTION_SCHEDULE.rules.map(({ place, days }) => [place, days])),
    );
    expect(emitted).toMatchObject({ RetentionBehind: 0, RetentionDeletedRows: 14 });
  });

  test('leaves what is younger, delivered or of a restricted customer', async () => {
    expect(await list('select file from staging.rejected_rows order by 1')).toEqual(['held', 'new']);
    expect(await list('select key from staging.superseded_rows order by 1')).toEqual(['new', 'unpublished']);
    expect(await list('select sample_keys from analytics.quality_results order by run_id')).toEqual([[], ['c-stays']]);
    expect(await list('select application_id from staging.loan_applications order by 1')).toEqual([
      ...['a-delivered', 'a-ended-lately', 'a-held'],
    ]);
    expect(await list('select application_id from analytics.risk_features order by 1')).toEqual([
      ...['a-delivered', 'a-held'],
    ]);
    expect(await list('select customer_id from staging.customers order by 1')).toEqual(['c-held', 'c-stays']);
    const events = ['c-held new', 'c-held old', 'c-stays new'];
    expect(await list("select customer_id || ' ' || transaction_id from staging.transactions order by 1")).toEqual(
      events,
    );
    expect(await list('select count(*)::int from staging.credit_history')).toEqual([3]);
    expect(await list('select customer_id from privacy.restrictions order by 1')).toEqual(['c-held', 'lifted-1094']);
    expect(await list('select column_name from privacy.rectifications order by 1')).toEqual(['held', 'replaced']);
    expect(await list('select idempotency_key from predictions.batch_requests')).toEqual(['761']);
  });

  test('deletes the keys of the persons whose rows go', () => {
    expect(erased).toEqual(['c-gone']);
  });

  test('keeps a score while a decision of a person, a case or a restriction needs it; deletions explain the others', async () => {
    const kept = await list('select prediction_id from predictions.risk_scores');
    const names = Object.keys(scores).filter((name) => kept.includes(scores[name]));
    expect(names).toEqual(['young', 'held', 'inCase', 'overridden', 'carrying']);
    const tables = ['predictions.shadow_scores', 'cases.cases', 'predictions.overrides'];
    for (const table of tables) {
      expect(await list(`select count(*)::int from ${table} where prediction_id = $1`, scores.gone)).toEqual([0]);
    }
    const deleted = await list("select row_id from audit.deletions where relation = 'predictions.risk_scores'");
    expect(deleted.sort()).toEqual([scores.old, scores.gone].sort());
  });

  test('is in the audit in numbers, without an id of a customer', async () => {
    const { rows } = await db.superuser.query(
      "select actor, detail from audit.events where action = 'retention.applied' order by event_id desc limit 1",
    );
    expect(rows[0]).toMatchObject({
      actor: 'retention',
      detail: { state: 'completed', deleted: { 'staging.customers': 1, 'predictions.risk_scores': 2 } },
    });
    expect(JSON.stringify(rows)).not.toMatch(/c-gone|a-ended/);
  });

  test('deletes nothing the second time', async () => {
    expect((await runRetention()).output).toEqual({ outcome: 'completed' });
    expect(emitted).toMatchObject({ RetentionBehind: 0, RetentionDeletedRows: 0 });
  });
});

test('applications and customers of a lender who delivers changes only are due when they are closed', async () => {
  await db.superuser.query("update staging.loads set mode = 'delta'");
  await runRetention();
  expect(await list('select application_id from staging.loan_applications order by 1')).toEqual([
    ...['a-ended-lately', 'a-held'],
  ]);
});

test('the role deletes no evidence that is younger than a year, whatever the schedule says', async () => {
  const statement = readFileSync('sql/retention/delete_scores.sql', 'utf8');
  const attempt = db.connect('risk_retention').query(statement, { days: 5, most: 10 });
  await expect(attempt).rejects.toMatchObject({ sqlState: '42501' });
});

test('more than one call can delete in a night is left, reported and alarmed', async () => {
  const seen: RetentionStepResult[] = [];
  const ApplyRetention = async (input: { place?: string; round?: number }): Promise<RetentionStepResult> => {
    const dependencies = { database: db.connect('risk_retention'), keys, telemetry };
    if (input.place !== 'staging.rejected_rows') return applyRetention(dependencies, RetentionStep.parse(input));
    const result = { place: 'staging.rejected_rows', deleted: 1, round: (input.round ?? 0) + 1 } as const;
    seen.push({ ...result, has_more: result.round < 3 });
    return { ...result, has_more: result.round < 3 };
  };
  await runRetention({ ApplyRetention });
  expect(seen.map((result) => 'round' in result && result.round)).toEqual([1, 2, 3]);
});
