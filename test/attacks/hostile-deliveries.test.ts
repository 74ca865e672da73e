/**
 * A lender, or whoever holds the credential that writes the landing bucket, delivers files and manifests that were made to
 * fill memory, time or the database, to store personal data in clear text, or to end every later run.
 */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_DELIVERY_LIMITS } from '../../lambdas/shared/landing/delivery-limits.ts';
import { landingKey, manifestKey } from '../../lambdas/shared/object-keys.ts';
import { buildDay } from '../../testing/lenders/daily-lender.ts';
import { type DailyHarness, LANDING_BUCKET, startDailyHarness } from '../../testing/workflows/daily-harness.ts';

const DAY = '2005-10-01';
const ROWS = 200;
const MODEL = { type: 'category', use: 'model' };
/** A refusal takes no longer, whatever the file decompresses to; the task has 900 s. */
const MAX_SECONDS = 20;
const MAX_MEMORY_BYTES = 400 * 2 ** 20;

let harness: DailyHarness;
beforeAll(async () => {
  harness = await startDailyHarness();
});
afterAll(() => harness?.stop());

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Replaces the customers of the day's good delivery. `rows` is what the manifest says. */
async function landCustomers(bytes: Buffer, rows = ROWS, attributes = {}): Promise<void> {
  await harness.lambdas.put(LANDING_BUCKET, landingKey(DAY, 'customers.csv.gz'), bytes);
  const files = [{ name: 'customers.csv.gz', rows, sha256: hash(bytes) }];
  await landManifest({ tables: { customers: { mode: 'delta', files } }, attributes });
}

const landManifest = (fields: object) =>
  landText(JSON.stringify({ as_of: DAY, currency: 'TWD', tables: {}, ...fields }));
const landText = (text: string) => harness.lambdas.put(LANDING_BUCKET, manifestKey(DAY), text);

/** One gzip file of members, each repeated: gigabytes of text from megabytes. */
const repeatMembers = (...members: [text: string, times: number][]): Buffer =>
  Buffer.concat(members.flatMap(([text, times]) => Array<Buffer>(times).fill(gzipSync(text, { level: 1 }))));
const MEBIBYTE = 2 ** 20;
const HEADER = 'customer_id,sex\n';

/** What readers and later runs see. */
const readState = () =>
  harness.query(`select
    (select count(*)::int from analytics.publications) as publications,
    (select count(*)::int from analytics.runs where state = 'running' or closed_at is null) as open_runs,
    (select md5(string_agg(to_jsonb(c)::text, '' order by customer_id, valid_from)) from staging.customers c) as customers,
    (select md5(string_agg(to_jsonb(a)::text, '' order by application_id, valid_from))
     from staging.loan_applications a) as applications,
    (select count(*)::int from analytics.current_features) as features,
    (select count(*)::int from staging.attributes) as attributes`);

async function publishGoodDelivery(attributes = {}): Promise<void> {
  await harness.land(DAY, buildDay(DAY), 'delta', attributes);
  const { status, cause, output } = await harness.run({ up_to: DAY, again: true });
  expect({ status, cause }).toEqual({ status: 'SUCCEEDED' });
  expect(output.runs).toMatchObject([{ as_of: DAY, outcome: 'published' }]);
}

const declare = (name: string, fields: object = {}) => ({
  attributes: { loan_applications: { [name]: { ...MODEL, ...fields } } },
});
const declareMany = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`.padEnd(20, 'x'), MODEL]));
const file = (name: string) => ({ name, rows: 1, sha256: 'a'.repeat(64) });

describe('a delivery is refused by name, in bounded time and memory, and the next one is published:', () => {
  beforeAll(() => publishGoodDelivery());

  test.each<[attack: string, refusal: string, land: () => Promise<void>]>([
    [
      'a gzip bomb of valid rows',
      'RowCountMismatch',
      () => landCustomers(repeatMembers([HEADER, 1], ['c9,f\n'.repeat(8 * MEBIBYTE), 100])),
    ],
    [
      'a gzip bomb of one endless line',
      'FileTooLarge',
      () => landCustomers(repeatMembers([HEADER, 1], ['0'.repeat(64 * MEBIBYTE), 100])),
    ],
    [
      'a gzip bomb of empty lines',
      'FileTooLarge',
      () => landCustomers(repeatMembers([HEADER, 1], ['\n'.repeat(64 * MEBIBYTE), 50])),
    ],
    [
      'more rejected rows than are stored',
      'TooManyRejectedRows',
      () => landCustomers(repeatMembers([HEADER, 1], [',f\n'.repeat(MEBIBYTE), 3]), 3 * MEBIBYTE),
    ],
    ['one row more than promised', 'RowCountMismatch', () => landCustomers(gzipSync(`${HEADER}c1,f\nc2,f\n`), 1)],
    ['a header of a megabyte', 'InvalidHeader', () => landCustomers(gzipSync(`${'customer_id,'.repeat(90_000)}\n`))],
    ['10,000 attributes', 'TooManyAttributes', () => landManifest({ attributes: { customers: declareMany(10_000) } })],
    [
      'attributes and files that do not fit the workflow together',
      'ManifestTooLarge',
      async () => {
        const files = Array.from({ length: 100 }, (_, i) => file(`c${i}.csv`));
        for (const { name } of files) await harness.lambdas.put(LANDING_BUCKET, landingKey(DAY, name), 'x');
        const tables = { customers: { mode: 'delta', files } };
        await landManifest({ tables, attributes: { customers: declareMany(150) } });
      },
    ],
    [
      '8,000 files',
      'TooManyFiles',
      () => {
        const files = Array.from({ length: 8000 }, (_, i) => file(`c${i}.csv`));
        return landManifest({ tables: { customers: { mode: 'delta', files } } });
      },
    ],
    ['a manifest of 100,000 levels', 'InvalidManifest', () => landText('['.repeat(1e5) + ']'.repeat(1e5))],
    ['a table of 100,000 levels', 'InvalidManifest', () => landText(`{"tables":${'['.repeat(1e5)}${']'.repeat(1e5)}}`)],
    ['a manifest of 64 MiB', 'ManifestTooLarge', () => landText(`"${'x'.repeat(64 * MEBIBYTE)}"`)],
    ['a field whose name has a NUL', 'InvalidManifest', () => landManifest({ '\0': 1 })],
    ['a field whose name is half a character', 'InvalidManifest', () => landManifest({ '\ud800': 1 })],
    ['a field whose name has 300,000 characters', 'InvalidManifest', () => landManifest({ ['x'.repeat(3e5)]: 1 })],
    ['a label with a NUL', 'InvalidManifest', () => landManifest(declare('grade', { label: 'a\0b' }))],
    ['national_id as an attribute', 'PersonalColumn', () => landManifest(declare('national_id'))],
    ['the same in camel case', 'PersonalColumn', () => landManifest(declare('ApplicantNationalID'))],
    ['the same with a Cyrillic letter', 'InvalidManifest', () => landManifest(declare('n\u0430tional_id'))],
    ['the attribute id', 'ReservedColumn', () => landManifest(declare('id'))],
    ['the outcome as an attribute', 'ReservedColumn', () => landManifest(declare('default'))],
    [
      'two names that differ in case',
      'InvalidManifest',
      () => landManifest({ attributes: { customers: { Grade: MODEL, grade: MODEL } } }),
    ],
  ])('%s (%s)', async (_, refusal, land) => {
    await publishGoodDelivery();
    const before = await readState();
    await land();
    const [startedAt, memory] = [Date.now(), process.memoryUsage().rss];
    let peak = memory;
    const { status, error } = await harness.run({ up_to: DAY }, {}, () => {
      peak = Math.max(peak, process.memoryUsage().rss);
    });
    const peakGrowth = Math.max(peak, process.memoryUsage().rss) - memory;
    expect([status, error]).toEqual(['FAILED', 'DeliveryRefused']);
    const [run] = await harness.query<{ state: string; outcome: { reasons: { error: string; message: string }[] } }>(
      'select state, outcome from analytics.runs order by fencing_token desc limit 1',
    );
    expect([run?.state, run?.outcome.reasons[0]?.error]).toEqual(['refused', refusal]);
    expect(run?.outcome.reasons[0]?.message.length).toBeLessThanOrEqual(1000);
    expect((Date.now() - startedAt) / 1000).toBeLessThan(MAX_SECONDS);
    expect(peakGrowth).toBeLessThan(MAX_MEMORY_BYTES);
    expect(await readState()).toEqual(before);
  });

  test('and at the end the good delivery is published again', () => publishGoodDelivery(), 120_000);
});

describe('a hostile row harms no other row:', () => {
  const long = 'x'.repeat(60_000);
  const attributes = {
    customers: { note: MODEL, points: { type: 'number', use: 'model' } },
  };
  const lines = [
    ['c1', 'f', 'ok', '1'],
    ['c2', 'f', long, '2'],
    ['c3', long, 'ok', '3'],
    ['c4', 'f', 'ok', `${'9'.repeat(60_000)}x`],
    ['c5', 'f', 'ok', `${'9'.repeat(60_000)}x`],
    ['c6', 'f', 'n\0ul', '6'],
    [`${'😀'.repeat(201)}`, 'f', 'ok', '7'],
    ['c8', 'f', `${'é'.repeat(200)}`, '8'],
  ];

  test('texts of 60,000 characters, numbers of 60,000 digits and NUL bytes are rejected as values or rows', async () => {
    const csv = `customer_id,sex,note,points\n${lines.map((line) => line.join(',')).join('\n')}\n`;
    await landCustomers(gzipSync(csv), lines.length, attributes);
    const startedAt = Date.now();
    await harness.run({ up_to: DAY });
    expect((Date.now() - startedAt) / 1000).toBeLessThan(MAX_SECONDS);
    const rejected = await harness.query(`select line::int, reason, length(row::text) < 1000 as is_short
      from staging.rejected_rows
      where run_id = (select run_id from analytics.runs order by fencing_token desc limit 1) order by line`);
    expect(rejected).toEqual([
      { line: 7, reason: 'nul_byte', is_short: null },
      { line: 8, reason: 'too_long:customer_id', is_short: true },
    ]);
    const values =
      await harness.query(`select value ->> 'column' as name, value ->> 'fault' as fault, value -> 'lines' as lines
      from staging.loads cross join jsonb_array_elements(rejected_values) as listed (value)
      where run_id = (select run_id from analytics.runs order by fencing_token desc limit 1) order by 1`);
    expect(values).toEqual([
      { name: 'note', fault: 'too_long', lines: [3] },
      { name: 'points', fault: 'not_a_number', lines: [5, 6] },
      { name: 'sex', fault: 'too_long', lines: [4] },
    ]);
    const [run] = await harness.query('select state from analytics.runs order by fencing_token desc limit 1');
    // Two of eight rows are far more than the gate permits: the run ended by the gate, not by a fault.
    expect(run).toEqual({ state: 'gate_failed' });
    await publishGoodDelivery();
  });
});

describe('declarations of earlier deliveries', () => {
  const run = () => harness.run({ up_to: DAY });

  test('under a name that is refused now stop the next delivery, until they are declared as ignored', async () => {
    await publishGoodDelivery();
    await harness.query(`insert into staging.attributes (table_name, name, type, use, run_id)
      select 'loan_applications', 'national_id', 'category', 'model', run_id from analytics.publications limit 1`);
    await harness.land(DAY, buildDay(DAY), 'full');
    expect(await run()).toMatchObject({ status: 'FAILED', error: 'DeliveryRefused' });
    const { attributes } = declare('national_id', { use: 'ignore' });
    await publishGoodDelivery(attributes);
    expect(await harness.query("select use from staging.attributes where name = 'national_id'")).toEqual([
      { use: 'ignore' },
    ]);
    await harness.query('truncate staging.attributes');
  });

  test('count against the limit of attributes', async () => {
    await harness.query(
      `insert into staging.attributes (table_name, name, type, use, run_id)
       select 'customers', 'old_' || n, 'category', 'model', run_id
       from (select run_id from analytics.publications limit 1) run, generate_series(1, $1) n`,
      [DEFAULT_DELIVERY_LIMITS.attributes_per_table],
    );
    await harness.land(DAY, buildDay(DAY), 'full', { customers: { one_more: MODEL } });
    expect(await run()).toMatchObject({ status: 'FAILED', error: 'DeliveryRefused' });
    const [last] = await harness.query<{ outcome: { reasons: object[] } }>(
      'select outcome from analytics.runs order by fencing_token desc limit 1',
    );
    expect(last?.outcome.reasons).toMatchObject([{ error: 'TooManyAttributes' }]);
    await harness.query('truncate staging.attributes');
    await publishGoodDelivery();
  });
});

test('a folder of a day that does not exist disturbs no run', async () => {
  for (const day of ['2005-02-31', '0000-01-01', '2005-13-01']) {
    await harness.lambdas.put(LANDING_BUCKET, manifestKey(day), '{}');
  }
  await publishGoodDelivery();
});
