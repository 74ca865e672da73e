/** The inbox on the S3 of MiniStack: what lands, what is refused before it lands, and what repeats and corrections do. */
import { Readable } from 'node:stream';
import { buffer, json } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { CreateBucketCommand, DeleteObjectCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startMiniStack } from '../../../cli/local/ministack/ministack.ts';
import type { ManagedProcess } from '../../../cli/local/processes/managed-process.ts';
import { buildSdkConfiguration, type LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { importReportKey } from '../../../lambdas/onboarding/contract/import-state.ts';
import type { Mapping } from '../../../lambdas/onboarding/contract/mapping.ts';
import { formatMapping } from '../../../lambdas/onboarding/conversion/mapping-file.ts';
import { type InboxTools, importInboxFile } from '../../../lambdas/onboarding/inbox/import-inbox-file.ts';
import { limitTime } from '../../../lambdas/onboarding/inbox/limit-time.ts';
import { createObjectStore, type ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { DEFAULT_DELIVERY_LIMITS } from '../../../lambdas/shared/landing/delivery-limits.ts';
import { type Manifest, parseManifest } from '../../../lambdas/shared/landing/manifest.ts';
import { LANDING_ROOT, landingKey, manifestKey, mappingKey } from '../../../lambdas/shared/object-keys.ts';
import { buildLoansMapping, formatLoans, LOAN_COLUMNS, makeLoans } from '../../../testing/onboarding/loans-export.ts';
import { removeState, testSettings } from '../local/harness.ts';

const DAY = '2024-05-31';
let settings: LocalSettings;
let aws: ManagedProcess;
let s3: S3Client;
let store: ObjectStore;
let tools: InboxTools;
let round = 0;

beforeAll(async () => {
  settings = await testSettings();
  aws = await startMiniStack(settings);
  s3 = new S3Client(buildSdkConfiguration(settings));
  store = createObjectStore(s3);
});

afterAll(async () => {
  await aws?.stop();
  await removeState(settings);
});

/** New buckets for each test. */
beforeEach(async () => {
  round += 1;
  const name = (bucket: string) => `${bucket}-${round}`;
  for (const Bucket of ['landing', 'model', 'reports'].map(name)) {
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  }
  tools = {
    store,
    landingBucket: name('landing'),
    mappingBucket: name('model'),
    reportBucket: name('reports'),
    limits: DEFAULT_DELIVERY_LIMITS,
    maxRawBytes: 10 * 2 ** 20,
    checkTime: () => {},
  };
  await install(buildLoansMapping());
});

const put = (bucket: string, key: string, text: string | Buffer) =>
  store.putStream(bucket, key, Readable.from([Buffer.from(text)]));
const install = (mapping: Mapping) => put(tools.mappingBucket, mappingKey(mapping.name), formatMapping(mapping));
const drop = async (name: string, text: string | Buffer) => {
  const key = `inbox/${name}`;
  const { etag } = await put(tools.landingBucket, key, text);
  return { key, etag };
};
const dropAndImport = async (name: string, text: string | Buffer) => importInboxFile(await drop(name, text), tools);

/** The loans, and a second file with what is known of each customer. */
function buildJoinedMapping(): Mapping {
  const { sources, ...mapping } = buildLoansMapping({ name: 'joined' });
  const [loans] = sources;
  if (!loans) throw new Error('the mapping of the loans has no source');
  const column = { format: { type: 'text' }, missing: [], confidence: 1, decided_by: 'person' } as const;
  const people: Mapping['sources'][number] = {
    ...{ name: 'people', files: ['leute*.csv'], format: loans.format, join: { column: 'Nr', with: 'Nr' } },
    columns: [
      { ...column, column: 'Nr', missing: [], use: { as: 'left_out', because: 'identifier' } },
      {
        ...{ ...column, column: 'Region', missing: [] },
        use: { as: 'attribute', table: 'customers', name: 'region', type: 'category', use: 'model' },
      },
    ],
  };
  return { ...mapping, sources: [{ ...loans, files: ['kredite*.csv'] }, people] };
}

async function listLanded(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(tools.landingBucket, LANDING_ROOT)) keys.push(key);
  return keys;
}

const readManifest = async (day = DAY): Promise<Manifest> =>
  parseManifest(await store.getJson(tools.landingBucket, manifestKey(day)), day);

/** Lines of a table as the manifest lists its files, headers included. */
async function readTable(table: 'customers' | 'loan_applications', day = DAY): Promise<string[]> {
  const files = (await readManifest(day)).tables[table]?.files ?? [];
  const texts = await Promise.all(
    files.map(async ({ name }) =>
      gunzipSync(await buffer(await store.getStream(tools.landingBucket, landingKey(day, name)))),
    ),
  );
  return texts.flatMap((text) => text.toString('utf8').trim().split('\n'));
}

describe('a raw file in the inbox', () => {
  it('becomes a delivery of its day, with a report', async () => {
    const result = await dropAndImport('loans/may.csv', formatLoans(makeLoans(40, DAY)));
    expect(result).toMatchObject({ outcome: 'delivered', days: [DAY], refused_rows: 0 });
    const { tables, attributes, currency } = await readManifest();
    expect(currency).toBe('EUR');
    expect(tables.loan_applications?.files).toEqual([expect.objectContaining({ rows: 40 })]);
    expect(tables.customers?.files).toEqual([expect.objectContaining({ rows: 40 })]);
    expect(attributes.loan_applications).toMatchObject({ job: { type: 'category', use: 'model' } });
    const importId = result.outcome === 'delivered' ? result.import_id : '';
    const report = await json(await store.getStream(tools.reportBucket, importReportKey(importId, 'report.json')));
    expect(report).toMatchObject({ mapping: 'loans', outcomes: { open: 5 } });
  });

  it('changes nothing when its event arrives again, and goes on after a death half-way', async () => {
    const arrived = await drop('loans/may.csv', formatLoans(makeLoans(40, DAY)));
    await importInboxFile(arrived, tools);
    const before = await listLanded();
    expect(await importInboxFile(arrived, tools)).toMatchObject({ outcome: 'imported_before' });
    expect(await listLanded()).toEqual(before);

    // It died before its report, or before its manifest.
    for await (const { key } of store.list(tools.reportBucket, '')) {
      await s3.send(new DeleteObjectCommand({ Bucket: tools.reportBucket, Key: key }));
    }
    await s3.send(new DeleteObjectCommand({ Bucket: tools.landingBucket, Key: manifestKey(DAY) }));
    expect(await importInboxFile(arrived, tools)).toMatchObject({ outcome: 'delivered' });
    expect(await listLanded()).toEqual(before);
    expect(await readTable('loan_applications')).toHaveLength(41);
  });

  it('is replaced by its correction, and never overwrites a file that the manifest names', async () => {
    await dropAndImport('loans/may.csv', formatLoans(makeLoans(40, DAY)));
    const first = await readManifest();
    await dropAndImport('loans/may.csv', formatLoans(makeLoans(30, DAY)));
    expect(await readTable('loan_applications')).toHaveLength(31);
    const second = await readManifest();
    const names = ({ tables }: Manifest) => Object.values(tables).flatMap(({ files }) => files.map(({ name }) => name));
    expect(names(second).filter((name) => names(first).includes(name))).toEqual([]);
  });

  it('shares its day with other files of the mapping', async () => {
    const [north, south] = ['N', 'S'].map((prefix) => formatLoans(makeLoans(20, DAY, prefix)));
    await dropAndImport('loans/north.csv', north ?? '');
    await dropAndImport('loans/south.csv', south ?? '');
    expect((await readManifest()).tables.customers?.files).toHaveLength(2);
    expect(await readTable('customers')).toHaveLength(42);
  });

  it('shares its day with a file that is imported at the same time', async () => {
    const arrivals = await Promise.all(
      ['A', 'B', 'C'].map((prefix) => drop(`loans/${prefix}.csv`, formatLoans(makeLoans(10, DAY, prefix)))),
    );
    await Promise.all(arrivals.map((arrived) => importInboxFile(arrived, tools)));
    expect(await readTable('customers')).toHaveLength(33);
  });

  it('is left to the newer event when it was replaced, and to nobody when it was deleted', async () => {
    const arrived = await drop('loans/may.csv', formatLoans(makeLoans(40, DAY)));
    await drop('loans/may.csv', formatLoans(makeLoans(30, DAY)));
    expect(await importInboxFile(arrived, tools)).toEqual({ outcome: 'ignored', because: 'replaced' });
    await s3.send(new DeleteObjectCommand({ Bucket: tools.landingBucket, Key: arrived.key }));
    expect(await importInboxFile(arrived, tools)).toEqual({ outcome: 'ignored', because: 'deleted' });
    expect(await listLanded()).toEqual([]);
  });

  it('is no raw file when it is the mark of a folder', async () => {
    expect(await importInboxFile({ key: 'inbox/loans/', etag: '' }, tools)).toMatchObject({ outcome: 'ignored' });
  });
});

describe('files that a mapping joins', () => {
  const people = (count: number, region: string) =>
    `Nr;Region\r\n${makeLoans(count, DAY)
      .map(({ id }) => `${id};${region}\r\n`)
      .join('')}`;

  beforeEach(() => install(buildJoinedMapping()));

  it('wait in their folder for each other, in any order, and become one delivery', async () => {
    expect(await dropAndImport('joined/may/leute.csv', people(40, 'Nord'))).toEqual({
      outcome: 'waiting',
      sources: ['loans'],
    });
    expect(await listLanded()).toEqual([]);
    // Those of another folder are of another day.
    expect(await dropAndImport('joined/june/kredite.csv', formatLoans(makeLoans(9, DAY)))).toMatchObject({
      outcome: 'waiting',
    });
    const loans = await drop('joined/may/kredite.csv', formatLoans(makeLoans(40, DAY)));
    expect(await importInboxFile(loans, tools)).toMatchObject({ outcome: 'delivered', days: [DAY], refused_rows: 0 });
    expect(await importInboxFile(loans, tools)).toMatchObject({ outcome: 'imported_before' });
    const [header, first] = await readTable('customers');
    expect([header, first]).toEqual([expect.stringMatching(/region/), expect.stringMatching(/Nord/)]);
  });

  it('are all read again when one of them is corrected, and replace what the folder delivered', async () => {
    await dropAndImport('joined/may/leute.csv', people(40, 'Nord'));
    await dropAndImport('joined/may/kredite.csv', formatLoans(makeLoans(40, DAY)));
    await dropAndImport('joined/may/leute.csv', people(40, 'Süd'));
    const customers = await readTable('customers');
    expect(customers).toHaveLength(41);
    expect(customers.join()).not.toMatch(/Nord/);
    // A newer file of the same source under another name counts, whichever event comes last.
    const late = await drop('joined/may/leute-2.csv', people(40, 'West'));
    expect(await importInboxFile(late, tools)).toMatchObject({ outcome: 'delivered' });
    expect((await readTable('customers')).join()).toMatch(/West/);
  });

  it('are refused outside a folder of their own, and under a name of no source', async () => {
    await expect(dropAndImport('joined/leute.csv', people(3, 'Nord'))).rejects.toThrow(/^MappingMismatch: .*folder/);
    await expect(dropAndImport('joined/may/notes.csv', 'a;b\n')).rejects.toThrow(/^MappingMismatch: notes\.csv is no/);
  });
});

describe('nothing lands', () => {
  const refuse = async (name: string, text: string | Buffer, reason: RegExp) => {
    const landed = await listLanded();
    await expect(dropAndImport(name, text)).rejects.toThrow(reason);
    expect(await listLanded()).toEqual(landed);
  };

  it('of a file with a renamed column', async () => {
    const columns = LOAN_COLUMNS.map((name) => (name === 'Betrag' ? 'Summe' : name));
    await refuse('loans/may.csv', formatLoans(makeLoans(40, DAY), columns), /^MappingMismatch: .*Betrag/);
  });

  it('of a file whose name no source takes', async () => {
    await refuse('loans/may.xml', '<a/>', /^MappingMismatch: /);
  });

  it('of an empty file, and of a picture', async () => {
    await refuse('loans/empty.csv', '', /^EmptyFile: /);
    const picture = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
    await refuse('loans/picture.csv', picture, /^(UnsupportedFormat|NotATable|CorruptFile): /);
  });

  it('of a file that is in no folder of a mapping, where nobody would ever read it', async () => {
    for (const name of ['may.csv', 'Loans/may.csv', 'loans/2024/05/may.csv']) {
      await refuse(name, formatLoans(makeLoans(40, DAY)), /^NoMapping: inbox\/.* is in the folder of no mapping/);
    }
  });

  it('without a mapping of that name', async () => {
    await refuse('cards/may.csv', 'a,b\n1,2\n', /^NoMapping: .*npm run onboard/);
  });

  it('by a mapping that is none, has another name, or one fixed day', async () => {
    await put(tools.mappingBucket, mappingKey('cards'), 'version: [');
    await refuse('cards/may.csv', 'a,b\n1,2\n', /^InvalidMapping: /);
    await put(tools.mappingBucket, mappingKey('cards'), formatMapping(buildLoansMapping()));
    await refuse('cards/may.csv', 'a,b\n1,2\n', /^InvalidMapping: .*named loans/);
    await install(buildLoansMapping({ as_of: { from: 'fixed', day: DAY } }));
    await refuse('loans/may.csv', formatLoans(makeLoans(40, DAY)), /^InvalidMapping: .*as_of/);
  });

  it('of a file above the supported size', async () => {
    tools = { ...tools, maxRawBytes: 100 };
    await refuse('loans/may.csv', formatLoans(makeLoans(40, DAY)), /^RawFileTooLarge: .*takes 100/);
  });

  it('of a file that takes longer than the function has time', async () => {
    tools = { ...tools, checkTime: limitTime(0) };
    await refuse('loans/may.csv', formatLoans(makeLoans(40, DAY)), /^RawFileTooLarge: .*npm run onboard/);
  });

  it('on a day that was delivered by other means', async () => {
    const manifest = {
      ...{ as_of: DAY, currency: 'EUR', attributes: {} },
      tables: { customers: { mode: 'full', files: [{ name: 'customers.csv', rows: 1, sha256: '0'.repeat(64) }] } },
    };
    await put(tools.landingBucket, manifestKey(DAY), JSON.stringify(manifest));
    await refuse('loans/may.csv', formatLoans(makeLoans(40, DAY)), /^DayDelivered: the day 2024-05-31/);
    expect(await readManifest()).toEqual(manifest);
  });
});
