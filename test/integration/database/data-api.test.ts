/** The local Data API over the real PostgreSQL, through AWS's client: same values, same refusals, same messages. */
import {
  BatchExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  type SqlParameter,
} from '@aws-sdk/client-rds-data';
import { createDataApiCalls, matchRefusal } from '../../../testing/database/data-api-calls.ts';
import { startTestDatabase, type TestDatabase } from '../../../testing/database/test-database.ts';

let db: TestDatabase;
let calls: ReturnType<typeof createDataApiCalls>;

const run: typeof calls.run = (...call) => calls.run(...call);

beforeAll(async () => {
  db = await startTestDatabase();
  calls = createDataApiCalls(db);
  await run('create table loans (id uuid primary key, amount numeric(14,2), terms jsonb, at timestamp, count bigint)');
  await run("create type band as enum ('A', 'B')");
});

afterAll(() => db?.stop());

describe('values', () => {
  test('are returned as AWS returns them', async () => {
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

  test('can be requested as numbers, strings or JSON', async () => {
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

  test('are sent in batches, all or none', async () => {
    const set = (text: string): SqlParameter[] => [{ name: 'id', typeHint: 'UUID', value: { stringValue: text } }];
    const sql = 'insert into loans (id) values (:id)';
    const batch = (parameterSets: SqlParameter[][]) =>
      db.client.send(new BatchExecuteStatementCommand({ ...calls.target, sql, parameterSets }));
    const other = id.replace(/0$/, '1');
    await expect(batch([set(id), set(id)])).rejects.toEqual(matchRefusal('DatabaseErrorException', /SQLState: 23505$/));
    expect((await run('select * from loans')).records).toEqual([]);
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
      'NotFoundException',
      /^Cluster arn:aws:rds:eu-west-1:000000000000:db:risk is not found\.$/,
    ],
    [
      'an unknown database',
      'select 1',
      { database: 'nowhere' },
      'DatabaseErrorException',
      /^FATAL: .*SQLState: 3D000$/,
    ],
  ])('for %s', async (_, sql, input, name, message) => {
    await expect(run(sql, input)).rejects.toEqual(matchRefusal(name, message));
  });

  test('above 4 MiB', async () => {
    const parameters = [text('a', 'x'.repeat(4 * 1024 * 1024))];
    await expect(run('select :a', { parameters })).rejects.toMatchObject({ $metadata: { httpStatusCode: 413 } });
  });

  test('for a role that cannot log in', async () => {
    const secretArn = db.getSecretArn('risk_nobody');
    await expect(run('select 1', { secretArn })).rejects.toEqual(
      matchRefusal('DatabaseErrorException', /SQLState: 28P01$/),
    );
  });

  test('but not within the limits', async () => {
    const { records } = await run("select repeat('x', 65000) from generate_series(1, 16)");
    expect(records).toHaveLength(16);
  });
});
