/** The Lambdas' database client over the local Data API and the real PostgreSQL. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { fetchSigned } from '../../../cli/local/guard/signature.ts';
import {
  connectDatabase,
  type Database,
  DatabaseError,
  DatabaseUnavailable,
  date,
  decimal,
  json,
  StatementRefused,
  StatementTimeout,
  timestamp,
  uuid,
} from '../../../lambdas/shared/aws/database.ts';
import { TEST_CREDENTIALS } from '../../../testing/aws/test-credentials.ts';
import {
  createDataApiClient,
  MASTER_USERNAME,
  startTestDatabase,
  type TestDatabase,
} from '../../../testing/database/test-database.ts';

const ID = '0190a2b4-0000-7000-8000-000000000000';
const PATIENCE = { totalMilliseconds: 60_000, pauseMilliseconds: 5 };

let harness: TestDatabase;
let db: Database;

beforeAll(async () => {
  harness = await startTestDatabase({ limits: { statementMilliseconds: 1_000 } });
  db = harness.connect(MASTER_USERNAME);
  await db.execute('create table scores (id uuid primary key, pd numeric, reasons jsonb, on_day date, at timestamp)');
});

afterAll(() => harness?.stop());
beforeEach(() => db.execute('truncate scores'));

const insert = 'insert into scores values (:id, :pd, :reasons, :on_day, :at)';
const row = {
  id: uuid(ID),
  pd: decimal('0.1234'),
  reasons: json([{ name: 'utilisation' }]),
  on_day: date('2026-01-02'),
  at: timestamp('2026-01-02T03:04:05.678Z'),
};
const count = async () => (await db.query<{ n: number }>('select count(*) as n from scores'))[0]?.n;

test('writes typed values and reads them back', async () => {
  expect(await db.execute(insert, row)).toBe(1);
  expect(await db.query('select * from scores')).toEqual([
    { id: ID, pd: 0.1234, reasons: [{ name: 'utilisation' }], on_day: '2026-01-02', at: '2026-01-02 03:04:05.678' },
  ]);
});

describe('a transaction', () => {
  test('commits, and returns what the work returns', async () => {
    const result = await db.transaction(async (transaction) => {
      await transaction.execute(insert, row);
      return 'done';
    });
    expect([result, await count()]).toEqual(['done', 1]);
  });

  test('rolls back when the work throws', async () => {
    const failing = db.transaction(async (transaction) => {
      await transaction.execute(insert, row);
      throw new TypeError('of the work');
    });
    await expect(failing).rejects.toThrow(TypeError);
    expect(await count()).toBe(0);
  });

  test('rolls back when the database refuses', async () => {
    const failing = db.transaction(async (transaction) => {
      await transaction.execute(insert, row);
      await transaction.execute(insert, row);
    });
    await expect(failing).rejects.toMatchObject({ name: 'DatabaseError', sqlState: '23505' });
    expect(await count()).toBe(0);
  });
});

describe('an error has its own class', () => {
  test('with its SQLSTATE and without its values', async () => {
    const failing = db.query("select cast('Jane Doe' as date)");
    await expect(failing).rejects.toBeInstanceOf(DatabaseError);
    await expect(failing).rejects.toMatchObject({ sqlState: '22007', message: expect.not.stringContaining('Jane') });
  });

  test('when the statement takes too long', async () => {
    await expect(db.query('select cast(pg_sleep(5) as text)')).rejects.toBeInstanceOf(StatementTimeout);
  });

  test('when the result is too large', async () => {
    await expect(db.query("select repeat('x', 70000) as x")).rejects.toBeInstanceOf(StatementRefused);
  });

  test('when the database cannot be reached', async () => {
    const nowhere = connectDatabase(createDataApiClient('http://127.0.0.1:1'), target, {
      ...PATIENCE,
      totalMilliseconds: 50,
    });
    await expect(nowhere.query('select 1')).rejects.toBeInstanceOf(DatabaseUnavailable);
  });
});

async function target() {
  return { resourceArn: harness.clusterArn, secretArn: harness.getSecretArn(MASTER_USERNAME), database: 'risk' };
}

describe('a temporary fault', () => {
  let server: Server;
  let faults: { name: string; status: number }[];

  /** Answers with each fault once, and then forwards calls to the Data API. */
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const fault = faults.shift();
      if (fault) {
        response.writeHead(fault.status, { 'x-amzn-errortype': fault.name, 'content-type': 'application/json' });
        response.end('{"message":"wait"}');
        return;
      }
      const body = await buffer(request);
      const headers = { 'content-type': 'application/json' };
      const signed = { service: 'rds-data', method: 'POST', headers, body: body.toString() };
      const answer = await fetchSigned(harness.dataApi.url + request.url, signed, TEST_CREDENTIALS);
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  const behind = (patience = PATIENCE) => {
    const { port } = server.address() as AddressInfo;
    return connectDatabase(createDataApiClient(`http://127.0.0.1:${port}`), target, patience);
  };

  test.each([
    ['DatabaseResumingException', 400],
    ['ThrottlingException', 400],
    ['ServiceUnavailableError', 503],
  ])('%s is waited for', async (name, status) => {
    faults = [
      { name, status },
      { name, status },
    ];
    expect(await behind().query('select 1 as one')).toEqual([{ one: 1 }]);
    expect(faults).toEqual([]);
  });

  test('is thrown when it persists', async () => {
    faults = Array.from({ length: 100 }, () => ({ name: 'DatabaseResumingException', status: 400 }));
    const impatient = behind({ totalMilliseconds: 30, pauseMilliseconds: 20 });
    await expect(impatient.query('select 1')).rejects.toBeInstanceOf(DatabaseUnavailable);
  });

  test('is not repeated inside a transaction, whose state is unknown then', async () => {
    faults = [];
    const failing = behind().transaction(async (transaction) => {
      faults = [{ name: 'ServiceUnavailableError', status: 503 }];
      await transaction.execute(insert, row);
    });
    await expect(failing).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(await count()).toBe(0);
  });
});
