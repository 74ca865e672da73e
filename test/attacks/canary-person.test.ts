/**
 * Who reads a log, a table, an object or a backup searches for one person: before the erasure no personal value is there
 * in clear, after it none can be unsealed, and the lender's ids are gone too, also from a database that is restored.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { prepareDatabase } from '../../lambdas/database/prepare-database.ts';
import type { AccessPackage } from '../../lambdas/privacy/access/gather-package.ts';
import { handleRequest } from '../../lambdas/privacy/requests/handle-request.ts';
import { openErasureList } from '../../lambdas/shared/aws/erasure-list.ts';
import { decryptLoadKey } from '../../lambdas/shared/aws/load-keys.ts';
import { openPersonKeyTable } from '../../lambdas/shared/aws/person-keys.ts';
import { ErasureDuringRun, eraseCustomer, repeatErasures } from '../../lambdas/shared/erasure/erase-customer.ts';
import { readPersonalData } from '../../lambdas/shared/personal-data/person.ts';
import { OBJECT_PLACES } from '../../lambdas/shared/privacy/object-places.ts';
import { openVersionStore } from '../../lambdas/shared/privacy/objects/object-versions.ts';
import {
  PREFIXES_WITHOUT_PERSONS,
  TABLES_WITHOUT_PERSONS,
} from '../../lambdas/shared/privacy/places-without-persons.ts';
import { readPerson } from '../../lambdas/shared/privacy/read-person.ts';
import { findRows } from '../../lambdas/shared/privacy/rows/find-rows.ts';
import { TABLE_PLACES } from '../../lambdas/shared/privacy/table-places.ts';
import { buildPasswords } from '../../testing/database/migrated-database.ts';
import { MASTER_USERNAME } from '../../testing/database/test-database.ts';
import {
  CANARY,
  CANARY_APPLICATION,
  CANARY_ID,
  CANARY_IDENTIFIER,
  CANARY_VALUE,
} from '../../testing/lenders/canary-lender.ts';
import { buildTinyModel } from '../../testing/models/tiny-model.ts';
import { type CanaryTraces, runCanaryJourney } from '../../testing/privacy/canary-journey.ts';
import { INBOX_CUSTOMERS, INBOX_DAY } from '../../testing/privacy/canary-raw-files.ts';
import { plantPerson } from '../../testing/privacy/plant-person.ts';
import { findHolders, readItems, readObjects, readServerFiles, readTables } from '../../testing/privacy/read-stores.ts';
import { type DailyHarness, startDailyHarness } from '../../testing/workflows/daily-harness.ts';

const CASE_BUCKET = 'risk-test-cases';
/** The lender's ids in full: a proposal of an import shows masked ones. */
const CANARY_FULL_ID = /(cust|appl|txn)-qx77/;
const TABLES = { keys: 'canary-person-keys', erasures: 'canary-erasures' };

let harness: DailyHarness;
let superuser: Client;
let dynamo: DynamoDBClient;
let kms: KMSClient;
/** Lines of the database's log, and of every function. */
const logs = { database: [] as string[], functions: [] as string[] };
let traces: CanaryTraces;
/** What the person asked for before the erasure. */
let accessRequest: string;

beforeAll(async () => {
  captureFunctionLogs();
  harness = await startDailyHarness({ log: (line) => logs.database.push(line) });
  superuser = await connect();
  await superuser.query('alter database risk set log_min_duration_statement = 0'); // every statement is slow
  dynamo = new DynamoDBClient({});
  kms = new KMSClient({});
  Object.assign(process.env, { PERSON_KEYS_TABLE: TABLES.keys, PERSONAL_DATA_KEY: harness.lambdas.ministack.keyArn });
  await createTable(TABLES.keys, 'key_id');
  await createTable(TABLES.erasures, 'erased_at');
  await harness.lambdas.promote(
    await buildTinyModel({
      num: { amount: { median: 0, weight: 0.0001 } },
      cat: { education_level: { school: 1 } },
      intercept: -3,
    }),
  );
  traces = await runCanaryJourney(harness);
  await harness.lambdas.ministack.client.send(new CreateBucketCommand({ Bucket: CASE_BUCKET })).catch(() => {});
  accessRequest = await plantPerson(harness, CASE_BUCKET);
  const { db } = harness.lambdas;
  await prepareDatabase({
    master: db.connect(MASTER_USERNAME),
    connectMigrator: () => db.connect('risk_migrator'),
    passwords: buildPasswords(db),
  });
});
afterAll(async () => {
  await superuser?.end();
  dynamo?.destroy();
  kms?.destroy();
  await harness?.stop();
});

/** The functions' logger writes to the console of the process in this mode, at its lowest level. */
function captureFunctionLogs(): void {
  Object.assign(process.env, { POWERTOOLS_LOG_LEVEL: 'TRACE', POWERTOOLS_DEV: 'true' });
  for (const level of ['trace', 'debug', 'info', 'log', 'warn', 'error'] as const) {
    console[level] = (...values: unknown[]) => logs.functions.push(values.map(String).join(' '));
  }
}

async function connect(database = 'risk'): Promise<Client> {
  const client = new Client({ connectionString: harness.lambdas.db.url.replace(/risk$/, database) });
  client.on('error', () => {}); // a restore ends every session
  await client.connect();
  return client;
}

async function createTable(TableName: string, sortKey: string): Promise<void> {
  const names = ['customer_id', sortKey];
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: names.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
}

/** Queries as the superuser, on the session that survives a restore. */
const query = async <Row extends object>(sql: string): Promise<Row[]> => (await superuser.query<Row>(sql)).rows;

/** What holds the text of a sealed value, by its customer. */
async function listSealed(): Promise<string[]> {
  const { rows } = await superuser.query<{ sealed: string }>(
    'select personal_data as sealed from staging.customers where customer_id = $1 and personal_data is not null',
    [CANARY_ID],
  );
  return rows.map(({ sealed }) => sealed);
}

const unseal = (sealed: string) =>
  readPersonalData(
    openPersonKeyTable(dynamo, TABLES.keys),
    (load, encrypted) => decryptLoadKey(kms, harness.lambdas.ministack.keyArn, load, encrypted),
    CANARY_ID,
    sealed,
  );

const openErasure = () => ({
  database: harness.lambdas.db.connect('risk_privacy'),
  keys: openPersonKeyTable(dynamo, TABLES.keys),
  erasures: openErasureList(dynamo, TABLES.erasures, 37),
  decryptLoadKey: decryptKey,
  buckets: { store: openVersionStore(harness.lambdas.ministack.client), names: BUCKETS },
});
const BUCKETS = { landing: 'risk-test-landing', work: 'risk-test-work', cases: CASE_BUCKET };
const decryptKey = (load: string, encrypted: Buffer) =>
  decryptLoadKey(kms, harness.lambdas.ministack.keyArn, load, encrypted);
const gather = () => {
  const { buckets, ...dependencies } = openErasure();
  return { ...dependencies, store: buckets.store, buckets: buckets.names };
};
const erase = (with_scores: boolean) =>
  eraseCustomer(openErasure(), { customer_id: CANARY_ID, with_scores, actor: 'operator' });

/** A file that a lender or a client sent, and the result that the client gets back. They expire. */
const isOfSender = (name: string): boolean =>
  /^risk-test-landing\/|^risk-test-work\/(batches|imports\/[^/]+\/files)\/|^risk-test-cases\/(attachments|contests)\//.test(
    name,
  );

/** Everything that holds a personal value in clear, where none should. */
async function findValues(): Promise<string[]> {
  const { client } = harness.lambdas.ministack;
  const files = await readServerFiles(superuser);
  expect(files.size).toBeGreaterThan(100);
  const stored = [await readTables(superuser), await readObjects(client), await readItems(), files];
  return stored.flatMap((texts) => findHolders(texts, CANARY_VALUE)).filter((name) => !isOfSender(name));
}

const findTablesWithIds = async () => findHolders(await readTables(superuser), CANARY_IDENTIFIER);

describe('before the erasure', () => {
  test('the deliveries held the person in every place that is searched for', async () => {
    const reasons = await query<{ reason: string }>('select distinct reason from staging.rejected_rows');
    expect(reasons.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['missing_key', 'not_a_number:amount', 'ragged_line']),
    );
    expect(await findTablesWithIds()).toEqual(
      expect.arrayContaining([
        ...['analytics.customer_features', 'analytics.quality_results', 'analytics.risk_features'],
        ...['predictions.risk_scores', 'staging.customers', 'staging.rejected_rows', 'staging.superseded_rows'],
      ]),
    );
    const objects = await readObjects(harness.lambdas.ministack.client);
    const prefixes = findHolders(objects, CANARY_IDENTIFIER).map((name) => name.split('/').slice(0, 2).join('/'));
    expect(prefixes).toEqual(
      expect.arrayContaining(['risk-test-work/runs', 'risk-test-work/scoring', 'risk-test-work/training']),
    );
    const folders = findHolders(objects, CANARY_VALUE)
      .filter(isOfSender)
      .map((name) => name.split('/').slice(0, 3).join('/'));
    const days = [INBOX_DAY, '2024-01-10'].map((day) => `risk-test-landing/landing/as_of=${day}`);
    expect(folders).toEqual(expect.arrayContaining(['risk-test-landing/inbox/raw', ...days]));
    expect(await unseal((await listSealed())[0] ?? '')).toEqual(CANARY);
  });

  test('no table, object, item or file of the database server holds a personal value in clear', async () => {
    expect(await findValues()).toEqual([]);
  });

  test('no log holds one, of statements that are slow or fail, and no verifier of a password', () => {
    expect(logs.database.filter((line) => line.includes('duration:')).length).toBeGreaterThan(1000);
    expect(logs.functions.filter((line) => line.includes('ingest/prepare-file')).length).toBeGreaterThan(5);
    const lines = [...logs.database, ...logs.functions, ...traces.errors];
    expect(lines.filter((line) => CANARY_VALUE.test(line))).toEqual([]);
    expect(lines.filter((line) => line.includes('SCRAM-SHA-256$'))).toEqual([]);
  });

  test('no log holds an id of a customer either', () => {
    expect([...logs.database, ...logs.functions].filter((line) => CANARY_IDENTIFIER.test(line))).toEqual([]);
  });

  test('no workflow has one in its history', () => {
    expect(traces.histories.join('').length).toBeGreaterThan(10_000);
    expect(traces.histories.filter((history) => CANARY_VALUE.test(history))).toEqual([]);
  });
});

describe('the register of places', () => {
  test('has every table, and every prefix of every bucket', async () => {
    const tables = [...(await readTables(superuser)).keys()];
    expect(tables.length).toBeGreaterThan(60);
    const known = [...TABLE_PLACES.map(({ table }) => table), ...Object.keys(TABLES_WITHOUT_PERSONS)];
    expect(tables.filter((table) => !known.includes(table))).toEqual([]);
    expect(known.filter((table) => !tables.includes(table))).toEqual([]);
    const prefixes = [
      ...OBJECT_PLACES.map(({ bucket, prefix }) => `${bucket}/${prefix}`),
      ...Object.keys(PREFIXES_WITHOUT_PERSONS),
    ];
    const keys = [...(await readObjects(harness.lambdas.ministack.client)).keys()];
    const unknown = keys.filter((key) => !prefixes.some((prefix) => key.startsWith(`risk-test-${prefix}`)));
    expect(unknown).toEqual([]);
  });

  test('finds the person in each of its tables', async () => {
    const person = await readPerson(openErasure(), CANARY_ID);
    expect(person.ids).toContain(CANARY_APPLICATION);
    const owner = { customer_id: CANARY_ID, applications: person.ids };
    const found: string[] = [];
    for (const place of TABLE_PLACES) {
      if ((await findRows(openErasure().database, place, owner)).length > 0) found.push(place.table);
    }
    expect(found).toEqual(TABLE_PLACES.map(({ table }) => table));
  });
});

describe('access', () => {
  test('gives everything that any table or file holds, with personal data opened, within ten seconds', async () => {
    const request = { request_id: accessRequest, execution_id: 'arn:e:privacy-request:e1' };
    expect(await handleRequest(gather(), request)).toEqual({ outcome: 'completed' });
    expect(await handleRequest(gather(), request)).toEqual({ outcome: 'ended_before' });
    const objects = await readObjects(harness.lambdas.ministack.client);
    const prefix = `${CASE_BUCKET}/access/${accessRequest}`;
    const pack = JSON.parse(objects.get(`${prefix}/package.json`) ?? '') as AccessPackage;
    expect(pack.personal_data).toContainEqual(CANARY);
    const named = (await findTablesWithIds()).filter((table) => table in TABLES_WITHOUT_PERSONS === false);
    expect(pack.tables.map(({ table }) => table)).toEqual(expect.arrayContaining(named));
    const files = new Set(pack.files.map(({ key }) => key));
    const holders = [CANARY_VALUE, CANARY_FULL_ID]
      .flatMap((pattern) => findHolders(objects, pattern))
      .filter((name) => !name.startsWith(prefix) && !name.startsWith('risk-test-model/jobs/'));
    const unlisted = holders.filter((name) => ![...files].some((key) => name.endsWith(key)));
    expect(unlisted.filter((name) => !name.endsWith('manifest.json'))).toEqual([]);
    expect(objects.get(`${prefix}/package.html`)).toContain(CANARY.full_name);
    const [stored] = await query<{ state: string; result: { milliseconds: number } }>(
      `select state, result from privacy.requests where request_id = '${accessRequest}'`,
    );
    expect(stored?.state).toBe('completed');
    expect(stored?.result.milliseconds).toBeLessThan(10_000);
    expect(JSON.stringify(stored)).not.toMatch(CANARY_VALUE);
  });
});

describe('the erasure', () => {
  let sealed: string[];
  let backupTime: string;

  test('waits for a run that is in progress', async () => {
    await superuser.query(`insert into analytics.runs (run_id, as_of, execution_id)
      values ('00000000-0000-7000-8000-000000000009', '2006-01-01', 'open')`);
    await expect(erase(false)).rejects.toThrow(ErasureDuringRun);
    await superuser.query("update analytics.runs set state = 'published' where execution_id = 'open'"); // it scores
    await expect(erase(false)).rejects.toThrow(ErasureDuringRun);
    await superuser.query("delete from analytics.runs where execution_id = 'open'");
  });

  test('makes every sealed text useless and leaves only the evidence under the id', async () => {
    sealed = await listSealed();
    expect(sealed.length).toBeGreaterThan(1);
    await backUp();
    backupTime = new Date().toISOString();
    const started = performance.now();
    const { keys, rows, objects: files } = await erase(false);
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(files).toMatchObject({ opaque: 0 });
    const { features, staging, rejected, superseded, scores = 0 } = rows;
    expect([keys, features, staging, rejected, superseded].every((count) => Number(count) > 0)).toBe(true);
    expect(scores).toBe(0);
    for (const text of sealed) expect(await unseal(text)).toBeUndefined();
    // What the register keeps without the scores, and leads to the person by an id of the lender.
    const kept = TABLE_PLACES.filter(({ erased }) => erased === 'scores').map(({ table }) => table);
    const evidence = await findTablesWithIds();
    expect(evidence).toEqual(expect.arrayContaining(['cases.cases', 'notices.notices', 'predictions.risk_scores']));
    expect(evidence.filter((table) => !kept.includes(table))).toEqual([]);
    const objects = await readObjects(harness.lambdas.ministack.client);
    const held = [CANARY_VALUE, CANARY_FULL_ID].flatMap((pattern) => findHolders(objects, pattern));
    expect(held).toEqual([]);
  });

  test('with the scores leaves no row with the id, and the rows of other customers', async () => {
    const { rows } = await erase(true);
    expect(rows.scores).toBeGreaterThan(2);
    for (const { table, counted = table, erased } of TABLE_PLACES) {
      expect([table, Number(rows[counted]) > 0]).toEqual([table, erased === 'scores']);
    }
    expect(await findTablesWithIds()).toEqual([]);
    const [remaining] = await query(
      `select (select count(distinct customer_id)::int from staging.customers) as customers,
         (select count(*)::int from predictions.risk_scores) > 50 as have_scores,
         (select count(*)::int from predictions.batch_requests) as responses`,
    );
    expect(remaining).toEqual({ customers: 198 + INBOX_CUSTOMERS, have_scores: true, responses: 0 });
  });

  test('is in the audit without the id', async () => {
    const events = await query("select actor, detail from audit.events where action = 'person.erased'");
    expect(events).toHaveLength(2);
    expect(JSON.stringify(events)).not.toMatch(CANARY_IDENTIFIER);
  });

  test('is repeated on a database that is restored from before it', async () => {
    await restore();
    expect(await findTablesWithIds()).toEqual(expect.arrayContaining(['staging.customers', 'predictions.risk_scores']));
    for (const text of await listSealed()) expect(await unseal(text)).toBeUndefined();
    const tooLate = new Date(Date.now() + 86_400_000).toISOString();
    expect(await repeatErasures(openErasure(), tooLate, 'operator')).toBe(2);
    expect(await findTablesWithIds()).toEqual([]);
    expect(await repeatErasures(openErasure(), tooLate, 'operator')).toBe(0);
    expect(await repeatErasures(openErasure(), backupTime, 'operator')).toBe(2);
    expect(await findValues()).toEqual([]);
  });

  test('is listed outside the database until the last backup has expired', async () => {
    const items = findHolders(await readItems(), CANARY_IDENTIFIER);
    expect(items).toEqual([TABLES.erasures]);
    expect(await openErasure().erasures.list()).toHaveLength(2);
  });
});

/** Copies the database's files under another name, which PostgreSQL does only without other sessions. */
async function backUp(): Promise<void> {
  await withoutSessions((postgres) => postgres.query('create database backup template risk'));
}

async function restore(): Promise<void> {
  await withoutSessions(async (postgres) => {
    await postgres.query('drop database risk');
    await postgres.query('alter database backup rename to risk');
  });
}

async function withoutSessions(work: (postgres: Client) => Promise<unknown>): Promise<void> {
  await superuser.end();
  const postgres = await connect('postgres');
  harness.lambdas.db.superuser.removeAllListeners('error').on('error', () => {});
  await postgres.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'risk'");
  const count = "select count(*)::int as sessions from pg_stat_activity where datname = 'risk'";
  while ((await postgres.query(count)).rows[0].sessions > 0) await sleep(20);
  await work(postgres);
  await postgres.end();
  superuser = await connect();
}
