/** The local aws_s3 imports and exports like Aurora's, with the same rights, and runs no SQL of a caller. */

import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Client } from 'pg';
import { startTestMiniStack, type TestMiniStack } from '../../../testing/aws/ministack.ts';
import { MASTER_USERNAME, startTestDatabase, type TestDatabase } from '../../../testing/database/test-database.ts';

const BUCKET = 'work';
const PART_BYTES = 1_000;

let s3: TestMiniStack;
let db: TestDatabase;
let superuser: Client;
/** May use aws_s3, insert into loans and read them. */
let etl: Client;
/** May use aws_s3, and nothing else. */
let stranger: Client;

beforeAll(async () => {
  s3 = await startTestMiniStack();
  await s3.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  db = await startTestDatabase({ s3Endpoint: s3.endpoint, s3PartBytes: PART_BYTES });
  superuser = await connect(db.url);
  await db.connect(MASTER_USERNAME).execute('create extension aws_s3 cascade');
  for (const role of ['risk_etl', 'risk_stranger']) await admit(role);
  await superuser.query('create table public.loans (id int, name text)');
  await superuser.query('grant select, insert on loans to risk_etl');
  etl = await connect(as('risk_etl'));
  stranger = await connect(as('risk_stranger'));
});

afterAll(async () => {
  await Promise.all([superuser, etl, stranger].map((client) => client?.end()));
  await db?.stop();
  await s3?.stop();
});

beforeEach(() => superuser.query('truncate loans'));

/** As the master, as migration 0 does. */
async function admit(role: string): Promise<void> {
  const master = db.connect(MASTER_USERNAME);
  await master.execute(`create role ${role} login password '${db.getPassword(role)}'`);
  await master.execute(`grant usage on schema aws_s3, aws_commons to ${role}`);
  await master.execute(`grant execute on all functions in schema aws_s3, aws_commons to ${role}`);
}

function as(role: string): string {
  return `postgres://${role}:${db.getPassword(role)}@127.0.0.1:${db.port}/risk`;
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

async function put(Key: string, body: string | Buffer, ContentEncoding?: string): Promise<void> {
  await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: body, ContentEncoding }));
}

async function get(Key: string): Promise<string> {
  const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return (await Body?.transformToString()) ?? '';
}

async function importFile(client: Client, key: string, table = 'loans', options = '(format csv)', columns = '') {
  const sql = 'select aws_s3.table_import_from_s3($1, $2, $3, $4, $5, $6) as answer';
  const { rows } = await client.query(sql, [table, columns, options, BUCKET, key, 'eu-west-1']);
  return rows[0].answer as string;
}

async function exportQuery(client: Client, query: string, key: string, options: string | null = '(format csv)') {
  const sql = 'select * from aws_s3.query_export_to_s3($1, $2, $3, $4, $5)';
  const { rows } = await client.query(sql, [query, BUCKET, key, 'eu-west-1', options]);
  return rows[0] as { rows_uploaded: string; files_uploaded: string; bytes_uploaded: string };
}

const loans = async () => (await superuser.query('select id, name from loans order by id')).rows;

describe('an import', () => {
  test('reads an object into a table', async () => {
    await put('in/plain.csv', '1,"say ""hi"""\n2,\n');
    expect(await importFile(etl, 'in/plain.csv')).toBe(
      '2 rows imported into relation "loans" from file in/plain.csv of 18 bytes',
    );
    expect(await loans()).toEqual([
      { id: 1, name: 'say "hi"' },
      { id: 2, name: null },
    ]);
  });

  test("takes a URI of aws_commons, columns in the file's order and the options of COPY", async () => {
    await put('in/odd key & ü.csv', 'name;id\n~;7\n');
    const sql = `select aws_s3.table_import_from_s3('loans', 'name, "id"', $1,
      aws_commons.create_s3_uri($2, 'in/odd key & ü.csv', 'eu-west-1'))`;
    await etl.query(sql, ["(FORMAT csv, HEADER true, DELIMITER ';', NULL '', FORCE_NULL (name))", BUCKET]);
    expect(await loans()).toEqual([{ id: 7, name: '~' }]);
  });

  test('decompresses gzip only when the object has that content encoding', async () => {
    await put('in/said.csv', gzipSync('1,a\n'), 'gzip');
    await importFile(etl, 'in/said.csv');
    expect(await loans()).toHaveLength(1);
    await put('in/unsaid.csv.gz', gzipSync('1,a\n'));
    await expect(importFile(etl, 'in/unsaid.csv.gz')).rejects.toThrow();
  });

  test('fills a temporary table of the session', async () => {
    await put('in/temporary.csv', '1,a\n');
    await etl.query('create temporary table mine (id int, name text)');
    await importFile(etl, 'in/temporary.csv', 'mine');
    expect((await etl.query('select * from mine')).rows).toEqual([{ id: 1, name: 'a' }]);
    await etl.query('drop table mine');
  });

  test.each([
    ['a missing object', 'in/missing.csv', '(format csv)', 'HTTP 404'],
    ['a value of another type', 'in/bad.csv', '(format csv)', 'invalid input syntax for type integer'],
    ['an unknown option', 'in/bad.csv', '(format csv, program true)', 'option "program" not recognized'],
    ['a truncated gzip', 'in/cut.csv.gz', '(format csv)', /The transfer failed|missing data/],
  ])('refuses %s and imports nothing', async (_, key, options, message) => {
    await put('in/bad.csv', '1,a\nx,b\n');
    await put('in/cut.csv.gz', gzipSync('1,a\n'.repeat(5_000)).subarray(0, 40), 'gzip');
    await expect(importFile(etl, key, 'loans', options)).rejects.toThrow(message);
    expect(await loans()).toEqual([]);
  });
});

describe('an export', () => {
  test('writes the rows of a query and counts them', async () => {
    await superuser.query(`insert into loans values (2, 'b,"c"'), (1, null)`);
    const counted = await exportQuery(etl, 'select * from loans order by id', 'out/loans');
    expect(await get('out/loans')).toBe('1,\n2,"b,""c"""\n');
    expect(counted).toEqual({ rows_uploaded: '2', files_uploaded: '1', bytes_uploaded: '15' });
  });

  test('continues in another object above the size of a part', async () => {
    const query = `select n, repeat(E'x\\n', 20) from generate_series(1, 100) as n`;
    const { files_uploaded } = await exportQuery(etl, query, 'out/parts');
    const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'out/parts' }));
    const keys = Contents.map(({ Key = '' }) => Key);
    expect(keys).toEqual(expect.arrayContaining(['out/parts', 'out/parts_part2', 'out/parts_part3']));
    expect(keys).toHaveLength(Number(files_uploaded));
    for (const key of keys) expect(await get(key)).toMatch(/^\d+,"(x\n){20}"\n/);
  });

  test("writes an empty object for no rows, and COPY's text without options", async () => {
    expect(await exportQuery(etl, 'select 1 where false', 'out/empty')).toMatchObject({
      rows_uploaded: '0',
      files_uploaded: '1',
    });
    expect(await get('out/empty')).toBe('');
    await exportQuery(etl, "select 1 as a, null::int as b, E'x\\ty' as c", 'out/text', null);
    expect(await get('out/text')).toBe('1\t\\N\tx\\ty\n');
  });

  test('encrypts every part with the named key, and fails when KMS has no such key', async () => {
    const sql = `select * from aws_s3.query_export_to_s3(
      'select n, repeat(''x'', 50) from generate_series(1, 100) n',
      aws_commons.create_s3_uri($1, 'out/sealed', 'eu-west-1'), 'format text', $2)`;
    await etl.query(sql, [BUCKET, s3.keyArn]);
    for (const Key of ['out/sealed', 'out/sealed_part2']) {
      const head = await s3.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key }));
      expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: s3.keyArn });
    }
    const unknown = s3.keyArn.replace(/[^/]*$/, '00000000-0000-0000-0000-000000000000');
    await expect(etl.query(sql, [BUCKET, unknown])).rejects.toThrow('KMS.NotFoundException');
  });

  test('names a missing bucket', async () => {
    const sql = "select * from aws_s3.query_export_to_s3('select 1', 'no-such-bucket', 'key')";
    await expect(etl.query(sql)).rejects.toThrow('HTTP 404');
  });
});

describe('the privileges of the caller apply', () => {
  test('an import needs INSERT', async () => {
    await put('in/plain.csv', '1,a\n');
    await expect(importFile(stranger, 'in/plain.csv')).rejects.toThrow('permission denied for table loans');
  });

  test('an export needs SELECT', async () => {
    await expect(exportQuery(stranger, 'select * from loans', 'out/stolen')).rejects.toThrow('permission denied');
    await expect(exportQuery(stranger, 'select rolpassword from pg_authid', 'out/stolen')).rejects.toThrow(
      'permission denied',
    );
  });

  test('triggers and defaults run as the caller', async () => {
    await put('in/one.csv', '1\n');
    await etl.query('create temporary table who (id int, by_default text default current_user, by_trigger text)');
    await etl.query(`create function pg_temp.note() returns trigger language plpgsql
      as 'begin new.by_trigger := current_user; return new; end'`);
    await etl.query('create trigger note before insert on who for each row execute function pg_temp.note()');
    await importFile(etl, 'in/one.csv', 'who', '(format csv)', 'id');
    expect((await etl.query('select * from who')).rows).toEqual([
      { id: 1, by_default: 'risk_etl', by_trigger: 'risk_etl' },
    ]);
  });

  test('a role needs the schema', async () => {
    await superuser.query(`create role risk_other login password '${db.getPassword('risk_other')}'`);
    const other = await connect(as('risk_other'));
    await expect(exportQuery(other, 'select 1', 'out/other')).rejects.toThrow('permission denied for schema aws_s3');
    await other.end();
  });

  test('a temporary table of another session cannot be uploaded, nor a text that is no table', async () => {
    const upload = (name: string) =>
      stranger.query("select aws_s3._upload($1, null, $2, 'out/stolen', null)", [name, BUCKET]);
    await expect(upload('loans')).rejects.toThrow('is not a temporary table of this session');
    await stranger.query('create temporary view seen as select 1');
    await expect(upload('seen')).rejects.toThrow('is not a temporary table of this session');
  });
});

describe('no SQL of a caller runs as another role', () => {
  const proof = '/tmp/risk-aws-s3-injected';
  const shell = `"; touch ${proof}; echo "$(touch ${proof})\`touch ${proof}\`' $AWS_S3_NODE`;

  afterEach(() => expect(existsSync(proof)).toBe(false));

  test('in a bucket or a key', async () => {
    const sql = "select aws_s3.table_import_from_s3('loans', '', '', $1, $2, 'eu-west-1')";
    await expect(etl.query(sql, [shell, 'key'])).rejects.toThrow('HTTP 404');
    await expect(etl.query(sql, [BUCKET, shell])).rejects.toThrow('HTTP 404');
    await expect(etl.query(sql, [BUCKET, '../other/key'])).rejects.toThrow('HTTP 404');
    await exportQuery(etl, 'select 1', shell);
    expect(await get(shell)).toBe('1\n');
  });

  test.each([
    `format csv) ; create role risk_evil superuser; --`,
    `(format csv, null '''); create role risk_evil superuser; --')`,
    `format 'csv''; create role risk_evil superuser; --'`,
    `quote $$'$$, format csv, delimiter '; create role risk_evil superuser'`,
  ])('in options: %s', async (options) => {
    await put('in/plain.csv', '1,a\n');
    await importFile(etl, 'in/plain.csv', 'loans', options).catch(() => {});
    await exportQuery(etl, 'select 1', 'out/options', options).catch(() => {});
    expect((await superuser.query("select from pg_roles where rolname = 'risk_evil'")).rowCount).toBe(0);
  });

  test('in options of the functions behind, called directly', async () => {
    const evil = 'format csv); create role risk_evil superuser; --';
    await etl.query('create temporary table mine as select 1 as n');
    const upload = "select aws_s3._upload('mine', $1, $2, 'out/direct', null)";
    await expect(etl.query(upload, [evil, BUCKET])).rejects.toThrow('not understood');
    const open = "select aws_s3._open(gen_random_uuid(), 'loans', '{id}', $1, $2, 'key', current_user)";
    await expect(etl.query(open, [evil, BUCKET])).rejects.toThrow('not understood');
    await expect(etl.query(open, [`program 'touch ${proof}'`, BUCKET])).rejects.toThrow('not recognized');
    await expect(etl.query(open, ["filename '/etc/passwd'", BUCKET])).rejects.toThrow('not recognized');
    await etl.query('drop table mine');
  });

  test('in a query, a table or a column', async () => {
    const statement = 'create role risk_evil superuser';
    await expect(exportQuery(etl, `select 1); ${statement}; --`, 'out/query')).rejects.toThrow();
    await expect(importFile(etl, 'in/plain.csv', `loans; ${statement}`)).rejects.toThrow();
    await expect(importFile(etl, 'in/plain.csv', 'loans', '(format csv)', `id) ; ${statement}; --`)).rejects.toThrow();
    expect((await superuser.query("select from pg_roles where rolname = 'risk_evil'")).rowCount).toBe(0);
  });

  test('through a program or another S3 endpoint', async () => {
    await expect(etl.query(`copy loans from program 'touch ${proof}'`)).rejects.toThrow('permission denied');
    await etl.query("set aws_s3.endpoint = 'http://127.0.0.1:1'");
    expect(await exportQuery(etl, 'select 1', 'out/same')).toMatchObject({ rows_uploaded: '1' });
  });
});
