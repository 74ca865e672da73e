/** The local Data API's sessions: time limits and transactions end as on AWS. */
import type { DataApiLimits } from '../../../cli/local/data-api/limits.ts';
import { startDataApi } from '../../../cli/local/data-api/server.ts';
import { TEST_CREDENTIALS } from '../../../testing/aws/test-credentials.ts';
import { createDataApiCalls, matchRefusal } from '../../../testing/database/data-api-calls.ts';
import {
  createDataApiClient,
  MASTER_USERNAME,
  startTestDatabase,
  type TestDatabase,
} from '../../../testing/database/test-database.ts';

const STATEMENT_MILLISECONDS = 1_500;

let db: TestDatabase;
let calls: ReturnType<typeof createDataApiCalls>;

const run: typeof calls.run = (...call) => calls.run(...call);
const begin = () => calls.begin();
const commit = (transactionId: string) => calls.commit(transactionId);
const rollback = (transactionId: string) => calls.rollback(transactionId);
const steps = async () => (await run('select count(*) from steps')).records?.[0]?.[0]?.longValue;

beforeAll(async () => {
  db = await startTestDatabase({ limits: { statementMilliseconds: STATEMENT_MILLISECONDS } });
  calls = createDataApiCalls(db);
  await run('create table steps (n int primary key)');
});

beforeEach(() => run('delete from steps'));
afterAll(() => db?.stop());

/** Another Data API over the same database. */
async function secondEndpoint(limits: Partial<DataApiLimits> = {}) {
  const { url, stop } = await startDataApi({
    port: 0,
    accessKey: TEST_CREDENTIALS,
    findDatabase: () => ({ url: db.url }),
    resolveSecret: async () => ({ username: MASTER_USERNAME, password: db.getPassword(MASTER_USERNAME) }),
    limits,
  });
  return { client: createDataApiClient(url), stop };
}

describe('a statement that exceeds its time', () => {
  const timeout = matchRefusal('StatementTimeoutException', /^Request timed out$/);

  test('is ended', async () => {
    await expect(run('insert into steps select 1 from pg_sleep(10)')).rejects.toEqual(timeout);
    expect(await steps()).toBe(0);
  });

  test('continues with continueAfterTimeout', async () => {
    const insert = 'insert into steps select 1 from pg_sleep(2)';
    await expect(run(insert, { continueAfterTimeout: true })).rejects.toEqual(timeout);
    const transactionId = await begin();
    await run('lock table steps in share mode', { transactionId }); // granted when the insert has committed
    expect(await steps()).toBe(1);
    await rollback(transactionId);
  });
});

test('stopping the server ends running statements', async () => {
  const endpoint = await secondEndpoint();
  const other = createDataApiCalls(db, endpoint.client);
  await other.run('lock table steps', { transactionId: await other.begin() });
  const waiting = expect(other.run('select count(*) from steps')).rejects.toThrow();
  await Promise.all([endpoint.stop(), waiting]);
  expect(await steps()).toBe(0);
});

describe('a transaction', () => {
  const gone = (cause: RegExp) => matchRefusal('TransactionNotFoundException', cause);

  test('commits', async () => {
    const transactionId = await begin();
    await run('insert into steps values (1)', { transactionId });
    expect(await steps()).toBe(0);
    expect(await commit(transactionId)).toMatchObject({
      transactionStatus: 'Transaction Committed',
    });
    expect(await steps()).toBe(1);
    await expect(run('select 1', { transactionId })).rejects.toEqual(
      gone(/One previous call resulted in a termination/),
    );
  });

  test('rolls back', async () => {
    const transactionId = await begin();
    await run('insert into steps values (1)', { transactionId });
    expect(await rollback(transactionId)).toMatchObject({
      transactionStatus: 'Rollback Complete',
    });
    expect(await steps()).toBe(0);
  });

  test('hides its temporary table from others', async () => {
    const transactionId = await begin();
    await run('create temporary table mine (n int)', { transactionId });
    await run('select * from mine', { transactionId });
    await commit(transactionId);
    await expect(run('select * from mine')).rejects.toEqual(matchRefusal('DatabaseErrorException', /42P01$/));
  });

  test('is ended by an error', async () => {
    const transactionId = await begin();
    await run('insert into steps values (1)', { transactionId });
    await expect(run('insert into steps values (1)', { transactionId })).rejects.toEqual(
      matchRefusal('DatabaseErrorException', /23505$/),
    );
    await expect(run('select 1', { transactionId })).rejects.toEqual(
      gone(/aborted due to an error from a previous call/),
    );
    expect(await steps()).toBe(0);
  });

  test('runs one statement at a time', async () => {
    const transactionId = await begin();
    const slow = run('select pg_sleep(0.3)::text', { transactionId });
    const both = await Promise.allSettled([slow, run('select 1', { transactionId })]);
    expect(both.filter(({ status }) => status === 'rejected')).toEqual([
      { status: 'rejected', reason: matchRefusal('DatabaseErrorException', /^Transaction is still running a query$/) },
    ]);
    await rollback(transactionId);
  });

  test('belongs to the role that began it', async () => {
    const transactionId = await begin();
    const secretArn = db.getSecretArn('risk_nobody');
    await expect(run('select 1', { transactionId, secretArn })).rejects.toEqual(gone(/is not found/));
    await rollback(transactionId);
  });

  test('expires when it is idle', async () => {
    const impatient = await secondEndpoint({ transactionIdleMilliseconds: 200 });
    const other = createDataApiCalls(db, impatient.client);
    const transactionId = await other.begin();
    await other.run('insert into steps values (1)', { transactionId });
    const waiter = await begin();
    await run('lock table steps in share mode', { transactionId: waiter }); // granted when that is rolled back
    await expect(other.run('select 1', { transactionId })).rejects.toEqual(gone(/Transaction may be expired/));
    expect(await steps()).toBe(0);
    await rollback(waiter);
    await impatient.stop();
  });
});
