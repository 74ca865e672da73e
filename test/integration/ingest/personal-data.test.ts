/**
 * Personal data from a delivered file to its erasure, on real KMS, DynamoDB, S3 and PostgreSQL: readable only with the
 * person's key, in clear text in no table, object, log or error.
 */
import { gunzipSync } from 'node:zlib';
import {
  type BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { importPart } from '../../../lambdas/ingest/import/import-part.ts';
import type { KeyVault } from '../../../lambdas/ingest/prepare/key-vault.ts';
import { PART_LIMITS } from '../../../lambdas/ingest/prepare/part-writer.ts';
import { createLoadKey, decryptLoadKey } from '../../../lambdas/shared/aws/load-keys.ts';
import { openPersonKeyTable, PersonKeysNotWritten } from '../../../lambdas/shared/aws/person-keys.ts';
import { erasePerson, type PersonKeyStore, readPersonalData } from '../../../lambdas/shared/personal-data/person.ts';
import { type PersonKey, UnsealFailed } from '../../../lambdas/shared/personal-data/sealing.ts';
import type { Part } from '../../../lambdas/shared/runs/run.ts';
import { TEST_CLIENT } from '../../../testing/aws/test-credentials.ts';
import {
  buildDeliveredFile,
  type IngestHarness,
  prepareDeliveredFile,
  startIngestHarness,
  startRun,
  WORK_LOCATION,
} from '../../../testing/workflows/ingest-harness.ts';

const TABLE = 'person-keys';
let harness: IngestHarness;
let client: typeof TEST_CLIENT & { endpoint: string };
let kms: KMSClient;
let dynamo: DynamoDBClient;
let keyId: string;
let keys: PersonKeyStore;
let calls: { kms: string[]; dynamo: string[] };
let vault: KeyVault;

beforeAll(async () => {
  harness = await startIngestHarness();
  client = { ...TEST_CLIENT, endpoint: harness.endpoint };
  kms = new KMSClient(client);
  dynamo = new DynamoDBClient(client);
  keyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId as string;
  const attributes = ['customer_id', 'key_id'];
  await dynamo.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: attributes.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
  kms.middlewareStack.add((next, { commandName }) => (args) => {
    calls.kms.push(commandName as string);
    return next(args);
  });
  dynamo.middlewareStack.add((next, { commandName }) => (args) => {
    calls.dynamo.push(commandName as string);
    return next(args);
  });
  keys = openPersonKeyTable(dynamo, TABLE);
  vault = { createLoadKey: (load) => createLoadKey(kms, keyId, load), putPersonKeys: (made) => keys.put(made) };
});
afterAll(async () => {
  kms?.destroy();
  dynamo?.destroy();
  await harness?.stop();
});
beforeEach(async () => {
  await harness.clear();
  calls = { kms: [], dynamo: [] };
});

const header = 'customer_id,full_name,national_id,email,phone,address,annual_income';
const jane = ['Jane Doe-Secret', 'ID-778899', 'jane@secret.example', '+886 2 1234', '7 Secret Road, Taipei'];
const janeFields = `${jane.slice(0, 4).join(',')},"${jane[4]}"`;
/** Columns may be called `secret`. */
const anyOfJane = /Secret(?!":)|778899|secret\.example|886 2|Taipei/i;
const byColumn = Object.fromEntries(
  ['full_name', 'national_id', 'email', 'phone', 'address'].map((name, i) => [name, jane[i]]),
);

async function deliverCustomers(asOf: string, content: string, name = 'customers.csv.gz'): Promise<Part[]> {
  const run = await startRun(harness, asOf);
  const parts = await prepareDeliveredFile(
    harness,
    run,
    buildDeliveredFile('customers', content, { name }),
    PART_LIMITS,
    vault,
  );
  for (const part of parts) await importPart(harness.database, WORK_LOCATION, run, part);
  return parts;
}

const sealedOf = async (customer: string): Promise<string[]> => {
  const rows = await harness.query('select personal_data from staging.customers where customer_id = $1 order by 1', [
    customer,
  ]);
  return rows.map(({ personal_data }) => personal_data as string);
};

const read = (customer: string, sealed: string) =>
  readPersonalData(keys, (load, encrypted) => decryptLoadKey(kms, keyId, load, encrypted), customer, sealed);

async function everyTable(): Promise<string> {
  const tables = await harness.query(
    `select oid::regclass::text as name from pg_class where relkind in ('r', 'v', 'p') and not relispartition
     and relnamespace::regnamespace::text in ('staging', 'analytics', 'predictions', 'audit', 'reporting',
       'onboarding', 'policies', 'governance', 'events')`,
  );
  const contents = [];
  for (const { name } of tables) {
    contents.push(...(await harness.query(`select to_jsonb(t)::text as row from ${name} t`)).map(({ row }) => row));
  }
  return contents.join('\n');
}

async function everyObject(): Promise<string> {
  const contents = [];
  for await (const { key } of harness.store.list(WORK_LOCATION.bucket, '')) {
    const chunks: Buffer[] = [];
    for await (const chunk of await harness.store.getStream(WORK_LOCATION.bucket, key)) chunks.push(chunk);
    contents.push(gunzipSync(Buffer.concat(chunks)).toString());
  }
  return contents.join('\n');
}

describe('personal data', () => {
  test('is readable with the key, at one KMS call for each load whatever its number of persons', async () => {
    const others = Array.from({ length: 60 }, (_, i) => `p${i},Person ${i},,,,,5`).join('\n');
    await deliverCustomers('2005-10-01', `${header}\nc1,${janeFields},100\nc2,,,,,,200\n${others}\n`);
    expect(calls.kms).toEqual(['GenerateDataKeyCommand']);
    expect(calls.dynamo).toEqual(Array(3).fill('BatchWriteItemCommand'));
    const [sealed = ''] = await sealedOf('c1');
    expect(await read('c1', sealed)).toEqual(byColumn);
    expect(await read('p59', (await sealedOf('p59'))[0] ?? '')).toMatchObject({ full_name: 'Person 59' });
    expect(await sealedOf('c2')).toEqual([null]);
  });

  test('needs no KMS call when a file has none', async () => {
    await deliverCustomers('2005-10-01', 'customer_id,annual_income\nc1,100\n');
    expect(calls).toEqual({ kms: [], dynamo: [] });
  });

  test('is in clear text in no table, object, key item or error, also of rejected and unreadable rows', async () => {
    const lines = [
      `c1,${janeFields},100`,
      `c1,${janeFields},200`, // wins, the first is a duplicate
      `c2,${janeFields},no number`,
      `,${janeFields},1`,
      `c3,${janeFields},1,ragged`,
      `c4,"${jane[0]},broken quote`,
      `c5,${jane[0]}\0,nul`,
      `${'c'.repeat(3000)},${janeFields},1`,
    ];
    await deliverCustomers('2005-10-01', `${header}\n${lines.join('\n')}\n`);
    const reasons = await harness.query('select reason from staging.rejected_rows order by line');
    expect(reasons.map(({ reason }) => reason)).toEqual([
      'duplicate_key',
      'missing_key',
      'ragged_line',
      'broken_quoting',
      'nul_byte',
      'too_long:customer_id',
    ]);
    await deliverCustomers('2005-10-01', `${header}\nc1,${janeFields},300\n`, 'again.csv.gz'); // supersedes
    const items = await dynamo.send(new ScanCommand({ TableName: TABLE }));
    const found = [await everyTable(), await everyObject(), JSON.stringify(items.Items)];
    for (const text of found) expect(text).not.toMatch(anyOfJane);
    expect(found[0]).toContain('v1.'); // the sealed text is what was looked at
    const run = await startRun(harness);
    const refused = buildDeliveredFile('customers', `${jane[0]},customer_id\n${jane[1]},c1\n`);
    const error = await prepareDeliveredFile(harness, run, refused, PART_LIMITS, vault).catch((thrown) => thrown);
    expect(`${error.stack} ${JSON.stringify(error)}`).toMatch(/UnknownColumn/);
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(anyOfJane);
    const rejected = await harness.query(
      "select count(*)::int as n from staging.rejected_rows where row ? 'personal_data'",
    );
    expect(rejected).toEqual([{ n: 0 }]);
  });

  test('stays readable whichever attempt of a task wrote the imported part', async () => {
    const run = await startRun(harness);
    const file = buildDeliveredFile('customers', `${header}\nc1,${janeFields},100\n`);
    const [first] = await prepareDeliveredFile(harness, run, file, PART_LIMITS, vault);
    await prepareDeliveredFile(harness, run, file, PART_LIMITS, vault);
    await importPart(harness.database, WORK_LOCATION, run, first as Part);
    await prepareDeliveredFile(harness, run, file, PART_LIMITS, vault); // comes late, and overwrites the part
    await importPart(harness.database, WORK_LOCATION, run, first as Part);
    expect(await read('c1', (await sealedOf('c1'))[0] ?? '')).toEqual(byColumn);
  });

  test('is erased with the keys of its person in every version and copy, and for no other person', async () => {
    await deliverCustomers('2005-09-01', `${header}\ne1,${janeFields},100\ne2,John,,,,,1\n`);
    await deliverCustomers('2005-10-01', `${header}\ne1,${janeFields},200\n`);
    await deliverCustomers('2005-10-01', `${header}\ne1,${janeFields},300\n`, 'again.csv.gz');
    const superseded = await harness.query("select row ->> 'personal_data' as sealed from staging.superseded_rows");
    const copies = [...(await sealedOf('e1')), superseded[0]?.sealed as string];
    expect(copies).toHaveLength(3);
    for (const sealed of copies) expect(await read('e1', sealed)).toEqual(byColumn);

    expect(await erasePerson(keys, 'e1')).toBe(3);
    for (const sealed of copies) expect(await read('e1', sealed)).toBeUndefined();
    expect(await read('e2', (await sealedOf('e2'))[0] ?? '')).toMatchObject({ full_name: 'John' });
    expect(await erasePerson(keys, 'e1')).toBe(0);
  });

  test('does not unseal for another customer, column or load, or when it is damaged', async () => {
    await deliverCustomers('2005-10-01', `${header}\nc1,${janeFields},100\nc2,John,,,,,1\n`);
    const [sealed = ''] = await sealedOf('c1');
    const { key_id, ...item } = await keyItem('c1', sealed);
    await keys.put([{ ...item, key_id, customer_id: 'c2' }]);
    await expect(read('c2', sealed)).rejects.toThrow(UnsealFailed);
    await expect(read('c1', sealed.replace('full_name+national_id', 'national_id+full_name'))).rejects.toThrow(
      UnsealFailed,
    );
    await expect(read('c1', `${sealed.slice(0, -4)}AAAA`)).rejects.toThrow(UnsealFailed);
    await expect(decryptLoadKey(kms, keyId, 'another load', item.load_key)).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });
});

async function keyItem(customer: string, sealed: string): Promise<PersonKey> {
  const key_id = sealed.split('.')[1] ?? '';
  const key = { customer_id: { S: customer }, key_id: { S: key_id } };
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: TABLE, Key: key }));
  return {
    customer_id: customer,
    key_id,
    wrapped: Buffer.from(Item?.wrapped?.B as Uint8Array),
    load_key: Buffer.from(Item?.load_key?.B as Uint8Array),
  };
}

describe('keys that DynamoDB leaves unprocessed', () => {
  const made = (n: number): PersonKey[] =>
    Array.from({ length: n }, (_, i) => ({
      customer_id: `u${i}`,
      key_id: `load/${i}`,
      wrapped: Buffer.from('w'),
      load_key: Buffer.from('l'),
    }));

  /** Leaves all but the first items of every batch unprocessed, as a throttled table does. */
  function throttled(processed: number): DynamoDBClient {
    const slow = new DynamoDBClient(client);
    slow.middlewareStack.add((next) => async (args) => {
      const request = (args.input as BatchWriteItemCommand['input']).RequestItems as Record<string, unknown[]>;
      const batch = request[TABLE] ?? [];
      const result = await next({
        ...args,
        input: { RequestItems: { [TABLE]: batch.slice(0, processed) } } as typeof args.input,
      });
      const left = batch.slice(processed);
      if (left.length > 0) Object.assign(result.output, { UnprocessedItems: { [TABLE]: left } });
      return result;
    });
    return slow;
  }

  test('are sent again until all are stored', async () => {
    await openPersonKeyTable(throttled(10), TABLE, 1).put(made(60));
    for (const { customer_id, key_id } of made(60)) expect(await keys.get(customer_id, key_id)).toBeDefined();
  });

  test('raise an error without a customer id when they stay unprocessed', async () => {
    const error = await openPersonKeyTable(throttled(1), TABLE, 1)
      .put(made(25))
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(PersonKeysNotWritten);
    expect(error.message).not.toMatch(/u\d/);
  });
});
