/** The retention workflow on the real database: what is due goes, with its keys, and everything else stays. */
import { readFileSync } from 'node:fs';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { v7 } from 'uuid';
import type { Role } from '../../../lambdas/prediction-api/contract/roles.ts';
import type { CreatePrivacyRequest } from '../../../lambdas/prediction-api/contract/schemas/privacy.ts';
import {
  createPrivacyRequest,
  readPrivacyRequest,
  startPrivacyRequest,
} from '../../../lambdas/prediction-api/privacy/requests.ts';
import { liftRestriction, listRestrictions } from '../../../lambdas/prediction-api/privacy/restrictions.ts';
import { readRetention } from '../../../lambdas/prediction-api/privacy/retention.ts';
import { handleRequest } from '../../../lambdas/privacy/requests/handle-request.ts';
import {
  applyRetention,
  RetentionStep,
  type RetentionStepResult,
} from '../../../lambdas/privacy/retention/apply-retention.ts';
import type { Telemetry } from '../../../lambdas/shared/handler.ts';
import type { PersonKeyStore } from '../../../lambdas/shared/personal-data/person.ts';
import type { VersionStore } from '../../../lambdas/shared/privacy/objects/object-versions.ts';
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
/** Objects of the bucket of case files, two versions each. */
const files: string[] = [];
const objects = {
  async *list(_: string, prefix: string) {
    for (const key of files.filter((name) => name.startsWith(prefix))) yield* [{ key }, { key }];
  },
  remove: async ({ key }: { key: string }) => removed.push(key),
} as unknown as VersionStore;
const removed: string[] = [];
const stores = { keys, objects, caseBucket: 'cases' };
const emitted: Record<string, number> = {};
const metrics = { addMetric: (name: string, _: string, value: number) => (emitted[name] = value) };
const telemetry = { metrics: metrics as unknown as Metrics } as Telemetry;

let executions = 0;
/** Runs the workflow with the function, as the state machine does. */
const runRetention = (tasks: Tasks = {}) => {
  const step = (input: unknown) =>
    applyRetention({ database: db.connect('risk_retention'), stores, telemetry }, RetentionStep.parse(input));
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
  const [goneCase, attachment, contest, notice] = [v7(), v7(), v7(), v7()];
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
      ...{ ...fields, case_id: goneCase, application: 'a-gone', customer_id: 'c-stays', prediction_id: scores.gone },
      ...{ state: 'withdrawn', opened_at: ago(899), due_at: ago(890), closed_at: ago(898), withdrawn_why: 'x' },
      reason_codes: [],
    },
  ]);
  await insertRows(superuser, 'cases.attachments', [
    {
      ...{ attachment_id: attachment, case_id: goneCase, contest_id: null, name: 'x', media_type: 'application/pdf' },
      ...{ bytes: 1, state: 'uploaded', attached_by: 'p', attached_at: ago(899) },
    },
  ]);
  await insertRows(
    superuser,
    'contests.contests',
    [contest, v7()].map((contest_id, n) => ({
      ...{ contest_id, notice_id: v7(), application: 'a-gone', customer_id: 'c-stays', prediction_id: v7() },
      ...{ decision: 'decline', decided_at: ago(800), reasons: [], language: 'en', token_sha256: `${n}`.repeat(64) },
      ...{ created_at: ago([763, 761][n] ?? 0), expires_at: ago(700) },
    })),
  );
  await insertRows(
    superuser,
    'notices.notices',
    [notice, v7()].map((notice_id, n) => ({
      ...{ notice_id, prediction_id: v7(), application: 'a-gone', customer_id: 'c-stays', kind: 'us', language: 'en' },
      ...{ decision: 'decline', templates: [], content: {}, html_sha256: 'a'.repeat(64), pdf_sha256: 'a'.repeat(64) },
      ...{ issued_by: 'p', issued_at: ago([763, 761][n] ?? 0), channel: 'event', state: 'issued', attempts: 0 },
    })),
  );
  await insertRows(
    superuser,
    'notices.duties',
    [763, 761].map((days) => ({
      ...{ application: `a-${days}`, customer_id: 'c-stays', prediction_id: v7(), declined_at: ago(days) },
      failures: 0,
    })),
  );
  files.push(
    `attachments/${attachment}`,
    `contests/${contest}/words.json`,
    `notices/${notice}/notice.pdf`,
    'attachments/of-another',
    'contests/x/y',
  );
  await insertRows(
    superuser,
    'privacy.requests',
    [1096, 1094].map((days) => ({
      ...{ request_id: v7(), kind: 'access', customer_id: 'c-stays', content: {}, state: 'completed', why: 'x' },
      ...{ received_at: ago(1100), due_at: ago(1070), requested_by: 'p', requested_at: ago(1100), ended_at: ago(days) },
    })),
  );
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
});
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
  const real = { database: db.connect('risk_retention'), stores, telemetry };
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
    expect(emitted).toMatchObject({ RetentionBehind: 0, RetentionDeletedRows: 18 });
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

  test('deletes the keys of the persons whose rows go, and every version of the files of a case or contest', () => {
    expect(erased).toEqual(['c-gone']);
    const [attachment, words, notice] = files;
    expect(removed).toEqual([attachment, attachment, words, words, notice, notice]);
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
    const dependencies = { database: db.connect('risk_retention'), stores, telemetry };
    if (input.place !== 'staging.rejected_rows') return applyRetention(dependencies, RetentionStep.parse(input));
    const result = { place: 'staging.rejected_rows', deleted: 1, round: (input.round ?? 0) + 1 } as const;
    seen.push({ ...result, has_more: result.round < 3 });
    return { ...result, has_more: result.round < 3 };
  };
  await runRetention({ ApplyRetention });
  expect(seen.map((result) => 'round' in result && result.round)).toEqual([1, 2, 3]);
});

describe('requests of data subjects', () => {
  const officer = {
    clientId: 'c',
    name: 'officer',
    isPerson: true,
    scopes: new Set<string>(),
    roles: new Set<Role>(['privacy-officer']),
  };
  const auditor = { ...officer, name: 'auditor', roles: new Set<Role>(['auditor']) };
  const api = {
    database: () => db.connect('risk_privacy_api'),
    readName: async () => null,
    startWorkflow: async () => {},
  };
  const query = { limit: 50 };

  /** Enters a request and handles it as the workflow does, twice. */
  async function handle(body: Pick<CreatePrivacyRequest, 'kind' | 'customer_id' | 'corrections'>) {
    const input = { body: { why: 'Asked by letter.', ...body }, params: {}, query: {}, headers: {}, caller: officer };
    const { request_id } = await createPrivacyRequest(api, input as never);
    await startPrivacyRequest(api, { params: { request_id }, caller: officer } as never);
    const worker = { database: db.connect('risk_privacy') };
    const failure = await handleRequest(worker as never, { request_id, execution_id: 'e' }).catch(
      (error) => error.name,
    );
    const read = await readPrivacyRequest(api, { params: { request_id }, caller: officer } as never);
    return { failure, request_id, read };
  }

  test('restrict a customer, are repeatable, and are listed without the customer for an auditor', async () => {
    const { request_id, read } = await handle({ kind: 'restriction', customer_id: 'c-stays' });
    expect(read).toMatchObject({ state: 'completed', result: { restricted: 1 } });
    const again = await handle({ kind: 'restriction', customer_id: 'c-stays' });
    expect(again.read).toMatchObject({ state: 'completed', result: { restricted: 0 } });
    const filters = { ...query, customer_id: 'c-stays', held: 'true' };
    const { restrictions } = await listRestrictions(api, { query: filters, caller: officer } as never);
    expect(restrictions).toMatchObject([
      { customer_id: 'c-stays', kind: 'restriction', why: 'Asked by letter.', request_id, lifted_at: null },
    ]);
    const seen = await listRestrictions(api, { query, caller: auditor } as never);
    expect(JSON.stringify(seen)).not.toMatch(/c-stays|letter/);
  });

  test('are followed by a lift, once, after which the customer is scored again', async () => {
    const [held] = (
      await listRestrictions(api, { query: { ...query, customer_id: 'c-stays' }, caller: officer } as never)
    ).restrictions;
    const lift = (restriction_id = held?.restriction_id) =>
      liftRestriction(api, { params: { restriction_id }, body: { why: 'Verified.' }, caller: officer } as never);
    expect(await lift()).toMatchObject({ lifted_why: 'Verified.', lifted_at: expect.any(String) });
    await expect(lift()).rejects.toMatchObject({ status: 409, kind: 'restriction-lifted' });
    await expect(lift(v7())).rejects.toMatchObject({ status: 404, kind: 'unknown-restriction' });
    const events = await list(
      'select action from audit.events where subject = $1 order by event_id',
      held?.restriction_id,
    );
    expect(events).toEqual(['person.restricted', 'person.unrestricted']);
  });

  test('correct values, and fail by name where a row or the customer is not stored', async () => {
    const correction = { table_name: 'customers', row_key: '', column_name: 'annual_income', value: '12000' } as const;
    const corrected = await handle({ kind: 'rectification', customer_id: 'c-stays', corrections: [correction] });
    expect(corrected.read).toMatchObject({ state: 'completed', result: { corrections: 1 } });
    expect(await list('select value from privacy.held_rectifications where customer_id = $1', 'c-stays')).toContain(
      '12000',
    );
    const wrong = { ...correction, table_name: 'loan_applications', row_key: 'none', column_name: 'amount' } as const;
    const failed = await handle({ kind: 'rectification', customer_id: 'c-stays', corrections: [wrong] });
    expect(failed.failure).toBe('CorrectionNotPossible');
    expect((await handle({ kind: 'objection', customer_id: 'nobody' })).failure).toBe('CustomerNotStored');
  });

  test.each([
    [{ kind: 'rectification' }, 'corrections'],
    [{ kind: 'access', corrections: [] }, 'corrections'],
    [{ column_name: 'full_name' }, 'corrections.0.column_name'],
    [{ column_name: 'customer_id' }, 'corrections.0.column_name'],
    [{ column_name: 'nothing' }, 'corrections.0.column_name'],
    [{ row_key: 'a1' }, 'corrections.0.row_key'],
    [{ value: '-1' }, 'corrections.0.value'],
    [{ value: '' }, 'corrections.0.value'],
    [{ column_name: 'birth_date', value: '2999-01-01' }, 'corrections.0.value'],
    [{ table_name: 'loan_applications', row_key: 'a', column_name: 'amount', value: null }, 'corrections.0.value'],
    [{ table_name: 'transactions', row_key: 'a', column_name: 'attributes.x' }, 'corrections.0.column_name'],
  ])('with %j are refused with the field', async (wrong, path) => {
    const correction = { table_name: 'customers', row_key: '', column_name: 'annual_income', value: '1', ...wrong };
    const body = 'kind' in wrong ? wrong : { kind: 'rectification', corrections: [correction] };
    const input = { body: { customer_id: 'c-stays', why: 'x', ...body }, caller: officer };
    await expect(createPrivacyRequest(api, input as never)).rejects.toMatchObject({
      ...{ status: 422, kind: 'invalid-body' },
      errors: [{ path, message: expect.any(String) }],
    });
  });

  test('the API shows the schedule and what the newest runs deleted', async () => {
    const { rules, runs } = await readRetention(api);
    expect(rules.map(({ place }) => place)).toEqual(RETENTION_PLACES);
    expect(runs.find(({ deleted }) => deleted.some(({ rows }) => rows > 1))).toMatchObject({
      state: 'completed',
      deleted: expect.arrayContaining([{ place: 'predictions.risk_scores', rows: 2, is_complete: true }]),
    });
  });
});
