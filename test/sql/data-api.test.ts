/** The local Data API refuses what AWS refuses, in AWS's words, to AWS's own client over the real PostgreSQL. */
import {
  BatchExecuteStatementCommand,
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  RollbackTransactionCommand,
  type SqlParameter,
} from '@aws-sdk/client-rds-data';
import { startDataApi } from '../../local/data-api/server.ts';
import { dataApiClient, MASTER_USERNAME, startTestDatabase, type TestDatabase } from '../support/database.ts';

const STATEMENT_MILLISECONDS = 1_500;

let db: TestDatabase;

beforeAll(async () => {
  db = await startTestDatabase({ limits: { statementMilliseconds: STATEMENT_MILLISECONDS } });
  await run('create table loans (id uuid primary key, amount numeric(14,2), terms jsonb, at timestamp, count bigint)');
  await run("create type band as enum ('A', 'B')");
});

afterAll(() => db?.stop());

const target = () => ({ resourceArn: db.clusterArn, secretArn: db.secretArn(MASTER_USERNAME), database: 'risk' });

function run(sql: string, input: Partial<ExecuteStatementCommandInput> = {}) {
  return db.client.send(new ExecuteStatementCommand({ ...target(), sql, ...input }));
}

async function begin(): Promise<string> {
  const { transactionId } = await db.client.send(new BeginTransactionCommand(target()));
  return transactionId ?? '';
}

function end(transactionId: string, Command: typeof CommitTransactionCommand | typeof RollbackTransactionCommand) {
  const { resourceArn, secretArn } = target();
  return db.client.send(new Command({ resourceArn, secretArn, transactionId }) as CommitTransactionCommand);
}

async function count(): Promise<number | undefined> {
  const { records } = await run('select count(*) from loans');
  return records?.[0]?.[0]?.longValue;
}

/** What a refusal is compared with. */
const refused = (name: string, message: string | RegExp) =>
  expect.objectContaining({ name, message: expect.stringMatching(message) });

describe('values', () => {
  test('travel as AWS carries them', async () => {
    const { records, columnMetadata } = await run(
      `select 1 as long, 2.50::numeric(6,2) as decimal, 1.5::float8 as double, true as boolean, null::text as nothing,
         'x'::text as string, '\\x01ff'::bytea as blob, array[1, null] as longs, '{"a":1}'::jsonb as document,
         'A'::band as band, timestamptz '2026-01-02 03:04:05+02' as at, 'NaN'::float8 as nan`,
      { includeResultMetadata: true },
    );
    expect(records?.[0]).toEqual([
      { longValue: 1 },
      { stringValue: '2.50' },
      { doubleValue: 1.5 },
      { booleanValue: true },
      { isNull: true },
      { stringValue: 'x' },
      { blobValue: new Uint8Array([1, 255]) },
      { arrayValue: { longValues: [1, null] } },
      { stringValue: '{"a": 1}' },
      { stringValue: 'A' },
      { stringValue: '2026-01-02 01:04:05' },
      { doubleValue: Number.NaN },
    ]);
    expect(columnMetadata?.map(({ label, typeName }) => `${label} ${typeName}`)).toContain('decimal numeric');
    expect(columnMetadata?.[1]).toMatchObject({ precision: 6, scale: 2 });
  });

  test('can be asked for as numbers, strings or JSON', async () => {
    const sql = 'select 2.50 as decimal, 9007199254740993::bigint as long, array[true] as flags';
    const numbers = await run(sql, {
      resultSetOptions: { decimalReturnType: 'DOUBLE_OR_LONG', longReturnType: 'STRING' },
    });
    expect(numbers.records?.[0]?.slice(0, 2)).toEqual([{ doubleValue: 2.5 }, { stringValue: '9007199254740993' }]);
    const { records, formattedRecords } = await run(sql, { formatRecordsAs: 'JSON' });
    expect(records).toBeUndefined();
    expect(JSON.parse(formattedRecords ?? '')).toMatchObject([{ decimal: 2.5, flags: [true] }]);
  });

  const id = '0190a2b4-0000-7000-8000-000000000000';

  test('bind by name, with the types of their hints', async () => {
    const parameters: SqlParameter[] = [
      { name: 'id', typeHint: 'UUID', value: { stringValue: id } },
      { name: 'amount', typeHint: 'DECIMAL', value: { stringValue: '12.50' } },
      { name: 'terms', typeHint: 'JSON', value: { stringValue: '{"months":12}' } },
      { name: 'at', typeHint: 'TIMESTAMP', value: { stringValue: '2026-01-02 03:04:05.678' } },
      { name: 'count', value: { isNull: true } },
    ];
    const sql = 'insert into loans values (:id, :amount, :terms, :at, :count)';
    expect(await run(sql, { parameters })).toMatchObject({ numberOfRecordsUpdated: 1 });
    const returned = await run('delete from loans where id = :id returning amount', {
      parameters: parameters.slice(0, 1),
    });
    expect(returned).toMatchObject({ numberOfRecordsUpdated: 0, records: [[{ stringValue: '12.50' }]] });
  });

  test('go in sets, all or none', async () => {
    const set = (text: string): SqlParameter[] => [{ name: 'id', typeHint: 'UUID', value: { stringValue: text } }];
    const sql = 'insert into loans (id) values (:id)';
    const batch = (parameterSets: SqlParameter[][]) =>
      db.client.send(new BatchExecuteStatementCommand({ ...target(), sql, parameterSets }));
    const other = id.replace(/0$/, '1');
    await expect(batch([set(id), set(id)])).rejects.toEqual(refused('DatabaseErrorException', /SQLState: 23505$/));
    expect(await count()).toBe(0);
    const { updateResults } = await batch([set(id), set(other)]);
    expect(updateResults).toHaveLength(2);
    await run('delete from loans');
  });
});

describe('a request is refused', () => {
  const text = (name: string, stringValue: string, typeHint?: SqlParameter['typeHint']): SqlParameter => ({
    name,
    value: { stringValue },
    typeHint,
  });

  test.each<[string, string, Partial<ExecuteStatementCommandInput>, string, RegExp]>([
    ['several statements', 'select 1; select 2', {}, 'ValidationException', /^Multistatements aren't supported\.$/],
    [
      'an array parameter',
      'select :a',
      { parameters: [{ name: 'a', value: { arrayValue: { longValues: [1] } } }] },
      'ValidationException',
      /^Array parameters are not supported\.$/,
    ],
    [
      'the schema parameter',
      'select 1',
      { schema: 'public' },
      'ValidationException',
      /^The schema parameter isn't supported$/,
    ],
    ['more than 65,536 characters of SQL', `select 1 -- ${'x'.repeat(65_536)}`, {}, 'ValidationException', /'sql'/],
    ['a parameter without a value', 'select :a', {}, 'ValidationException', /^Cannot find parameter: a$/],
    ['a value without a parameter', 'select 1', { parameters: [text('a', 'x')] }, 'ValidationException', /"a"/],
    [
      'a timestamp of another form',
      'select :a',
      { parameters: [text('a', '2026-01-02T03:04:05Z', 'TIMESTAMP')] },
      'ValidationException',
      /Timestamp format must be/,
    ],
    [
      'a string for a uuid without a hint',
      'select * from loans where id = :a',
      { parameters: [text('a', 'x')] },
      'DatabaseErrorException',
      /SQLState: 42883$/,
    ],
    [
      'an unknown table',
      'select * from nowhere',
      {},
      'DatabaseErrorException',
      /^ERROR: relation "nowhere" does not exist\n {2}Position: 15; SQLState: 42P01$/,
    ],
    [
      'an unsupported type',
      "select point '(1,2)'",
      {},
      'UnsupportedResultException',
      /^The result contains the unsupported data type point$/,
    ],
    ['a void result', 'select pg_sleep(0)', {}, 'UnsupportedResultException', /unsupported data type void$/],
    ['a multidimensional array', 'select array[array[1]]', {}, 'UnsupportedResultException', /multidimensional array/],
    [
      'a row above 64 KB',
      "select repeat('x', 65537)",
      {},
      'UnsupportedResultException',
      /^Packet for query is too large$/,
    ],
    [
      'a result above 1 MiB',
      "select repeat('x', 1024) from generate_series(1, 1025)",
      {},
      'UnsupportedResultException',
      /^Database returned more than the allowed response size limit$/,
    ],
    [
      'an unknown secret',
      'select 1',
      { secretArn: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:no' },
      'SecretsErrorException',
      /can't find the specified secret/,
    ],
    [
      'what is no cluster',
      'select 1',
      { resourceArn: 'arn:aws:rds:eu-west-1:000000000000:db:risk' },
      'HttpEndpointNotEnabledException',
      /^HttpEndpoint is not enabled for cluster risk$/,
    ],
    [
      'an unknown database',
      'select 1',
      { database: 'nowhere' },
      'DatabaseErrorException',
      /^FATAL: .*SQLState: 3D000$/,
    ],
  ])('for %s', async (_, sql, input, name, message) => {
    await expect(run(sql, input)).rejects.toEqual(refused(name, message));
  });

  test('above 4 MiB', async () => {
    const parameters = [text('a', 'x'.repeat(4 * 1024 * 1024))];
    await expect(run('select :a', { parameters })).rejects.toMatchObject({ $metadata: { httpStatusCode: 413 } });
  });

  test('for a role that cannot log in', async () => {
    const secretArn = db.secretArn('risk_nobody');
    await expect(run('select 1', { secretArn })).rejects.toEqual(refused('DatabaseErrorException', /SQLState: 28P01$/));
  });

  test('within the limits it is not', async () => {
    const { records } = await run("select repeat('x', 65000) from generate_series(1, 16)");
    expect(records).toHaveLength(16);
  });
});

describe('a statement past its time', () => {
  const timeout = refused('StatementTimeoutException', /^Request timed out$/);

  test('is ended', async () => {
    await expect(run('insert into loans (id) select gen_random_uuid() from pg_sleep(10)')).rejects.toEqual(timeout);
    expect(await count()).toBe(0);
  });

  test('goes on when asked to', async () => {
    const insert = 'insert into loans (id) select gen_random_uuid() from pg_sleep(2)';
    await expect(run(insert, { continueAfterTimeout: true })).rejects.toEqual(timeout);
    const transactionId = await begin();
    await run('lock table loans in share mode', { transactionId }); // granted when the insert has committed
    expect(await count()).toBe(1);
    await end(transactionId, RollbackTransactionCommand);
  });
});

describe('a transaction', () => {
  beforeAll(() => run('create table steps (n int primary key)'));
  beforeEach(() => run('delete from steps'));

  const steps = async () => (await run('select count(*) from steps')).records?.[0]?.[0]?.longValue;
  const gone = (cause: RegExp) => refused('TransactionNotFoundException', cause);

  test('commits', async () => {
    const transactionId = await begin();
    await run('insert into steps values (1)', { transactionId });
    expect(await steps()).toBe(0);
    expect(await end(transactionId, CommitTransactionCommand)).toMatchObject({
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
    expect(await end(transactionId, RollbackTransactionCommand)).toMatchObject({
      transactionStatus: 'Rollback Complete',
    });
    expect(await steps()).toBe(0);
  });

  test('keeps a temporary table to itself', async () => {
    const transactionId = await begin();
    await run('create temporary table mine (n int)', { transactionId });
    await run('select * from mine', { transactionId });
    await end(transactionId, CommitTransactionCommand);
    await expect(run('select * from mine')).rejects.toEqual(refused('DatabaseErrorException', /42P01$/));
  });

  test('is ended by an error', async () => {
    const transactionId = await begin();
    await run('insert into steps values (1)', { transactionId });
    await expect(run('insert into steps values (1)', { transactionId })).rejects.toEqual(
      refused('DatabaseErrorException', /23505$/),
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
      { status: 'rejected', reason: refused('DatabaseErrorException', /^Transaction is still running a query$/) },
    ]);
    await end(transactionId, RollbackTransactionCommand);
  });

  test('belongs to the role that began it', async () => {
    const transactionId = await begin();
    const secretArn = db.secretArn('risk_nobody');
    await expect(run('select 1', { transactionId, secretArn })).rejects.toEqual(gone(/is not found/));
    await end(transactionId, RollbackTransactionCommand);
  });

  test('expires when nobody calls', async () => {
    const impatient = await startDataApi({
      port: 0,
      postgresUrl: db.url,
      resolveSecret: async () => ({ username: MASTER_USERNAME, password: db.password(MASTER_USERNAME) }),
      limits: { transactionIdleMilliseconds: 200 },
    });
    const client = dataApiClient(impatient.url);
    try {
      const { transactionId } = await client.send(new BeginTransactionCommand(target()));
      const late = new ExecuteStatementCommand({ ...target(), sql: 'insert into steps values (1)', transactionId });
      await client.send(late);
      await run('lock table steps in share mode', { transactionId: await begin() }); // granted when that is rolled back
      await expect(client.send(late)).rejects.toEqual(gone(/Transaction may be expired/));
      expect(await steps()).toBe(0);
    } finally {
      client.destroy();
      await impatient.stop();
    }
  });
});
