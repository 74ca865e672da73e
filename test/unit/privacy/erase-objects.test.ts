/** A person is found in files whatever their form, and taken out of them without a byte of anybody else. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { formatLine } from '../../../lambdas/shared/csv/format-line.ts';
import { OBJECT_PLACES } from '../../../lambdas/shared/privacy/object-places.ts';
import { eraseObjects } from '../../../lambdas/shared/privacy/objects/erase-objects.ts';
import type { RewrittenFile } from '../../../lambdas/shared/privacy/objects/rewrite-file.ts';
import { rewriteManifests } from '../../../lambdas/shared/privacy/objects/rewrite-manifests.ts';
import type { PersonMarks } from '../../../lambdas/shared/privacy/person-marks.ts';
import { createMemoryVersions, type MemoryVersions } from '../../../testing/privacy/memory-versions.ts';

const PERSON: PersonMarks = { customer_id: '42', ids: ['a-7'], values: ['Zoë "Zed" Q', 'AB-991'] };
const FOLDER = 'landing/as_of=2026-11-01';

async function erase(store: MemoryVersions, marks = PERSON) {
  const rewritten = new Map<string, RewrittenFile>();
  const buckets = { landing: 'l', work: 'w' };
  const onRewritten = (_: string, key: string, file: RewrittenFile) => void rewritten.set(key, file);
  return { erased: await eraseObjects({ store, buckets, onRewritten }, OBJECT_PLACES, marks), rewritten };
}

describe('a delivery', () => {
  const header = 'customer_id,annual_income,full_name\r\n';
  const others = '1,42,"Jo ""J"" D"\r\n"a, b",7,"two\r\nlines"\r\n142,1,x\r\n';

  test('loses the rows of the person only, byte for byte, and its manifest says so', async () => {
    const store = createMemoryVersions();
    const file = `\ufeff${header}1,42,"Jo ""J"" D"\r\n42,9,"Zoë ""Zed"" Q"\r\n"a, b",7,"two\r\nlines"\r\n142,1,x\r\n,3,AB-991\r\n`;
    store.add('l', `${FOLDER}/customers.csv.gz`, gzipSync(file));
    const manifest = {
      ...{ as_of: '2026-11-01', currency: 'EUR', attributes: {} },
      tables: { customers: { mode: 'full', files: [{ name: 'customers.csv.gz', rows: 5, sha256: 'a'.repeat(64) }] } },
    };
    store.add('l', `${FOLDER}/manifest.json`, JSON.stringify(manifest));
    const { erased, rewritten } = await erase(store);
    expect(erased).toMatchObject({ rewritten: 1, deleted: 0, rows: 2 });
    const [stored = Buffer.alloc(0), ...older] = store.read('l', `${FOLDER}/customers.csv.gz`);
    expect(gunzipSync(stored).toString()).toBe(`\ufeff${header}${others}`);
    expect(older).toEqual([]);
    const calls: unknown[] = [];
    const database = { query: async (_: string, values: unknown) => [calls.push(values)], execute: async () => 0 };
    await rewriteManifests({ store, bucket: 'l', database: database as never }, rewritten);
    const [written = Buffer.alloc(0)] = store.read('l', `${FOLDER}/manifest.json`);
    const sha256 = createHash('sha256').update(stored).digest('hex');
    expect(JSON.parse(written.toString()).tables.customers.files).toEqual([
      { name: 'customers.csv.gz', rows: 3, sha256 },
    ]);
    expect(calls).toMatchObject([{ as_of: '2026-11-01' }]);
  });

  test('of others stays as it is, also where an amount is the text of the id', async () => {
    const store = createMemoryVersions();
    store.add('l', `${FOLDER}/customers.csv`, header + others);
    expect((await erase(store)).erased).toMatchObject({ searched: 1, rewritten: 0, deleted: 0 });
    expect(store.read('l', `${FOLDER}/customers.csv`)).toHaveLength(1);
  });

  test('goes in every replaced version that names the person', async () => {
    const store = createMemoryVersions();
    for (const row of ['42,1,x', '1,1,x']) store.add('l', `${FOLDER}/c.csv`, `${header}${row}\r\n`);
    expect((await erase(store)).erased).toMatchObject({ rewritten: 0, deleted: 1 });
    expect(store.read('l', `${FOLDER}/c.csv`).map(String)).toEqual([`${header}1,1,x\r\n`]);
  });

  test('an id with every odd character that landing accepts is found in a file that quotes it', async () => {
    const id = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => !/\p{Cc}|\p{Cs}/u.test(text) && text !== '.' && text !== '..');
    await fc.assert(
      fc.asyncProperty(id, fc.boolean(), async (customer_id, isGzip) => {
        const store = createMemoryVersions();
        const other = `${customer_id}x`;
        const text = `customer_id,kind\n${formatLine([customer_id, 'fee'])}${formatLine([other, customer_id])}`;
        const key = `${FOLDER}/t.csv${isGzip ? '.gz' : ''}`;
        store.add('l', key, isGzip ? gzipSync(text) : text);
        await erase(store, { customer_id, ids: [], values: [] });
        const [bytes = Buffer.alloc(0)] = store.read('l', key);
        const kept = (isGzip ? gunzipSync(bytes) : bytes).toString();
        expect(kept).toBe(`customer_id,kind\n${formatLine([other, customer_id])}`);
      }),
      { numRuns: 200 },
    );
  });
});

describe('another copy', () => {
  const FORMS: [name: string, key: string, body: Buffer | string][] = [
    ['a working file without a header', 'runs/r/parts/customers/c/0001.csv.gz', gzipSync('1,x\n42,y\n')],
    ['lines of JSON', 'batches/b/rows/0001', '{"application_id":"a-7"}\n'],
    ['a value in UTF-16', 'imports/i/files/f', Buffer.from('name\nZoë "Zed" Q\n', 'utf16le')],
    ['a value in Latin-1', 'imports/i/files/f', Buffer.from('Zoë "Zed" Q\n', 'latin1')],
    ['a workbook', 'imports/i/files/f', Buffer.from(zipSync({ 'xl/s.xml': Buffer.from('<v>AB-991</v>') }))],
  ];

  test.each(FORMS)('is deleted: %s', async (_, key, body) => {
    const store = createMemoryVersions();
    store.add('w', key, body);
    expect((await erase(store)).erased).toMatchObject({ deleted: 1 });
    expect(store.read('w', key)).toEqual([]);
  });

  test('stays where the id is a part of other words only', async () => {
    const store = createMemoryVersions();
    store.add('w', 'runs/r/parts/x', 'c421,142,4242\n');
    expect((await erase(store)).erased).toMatchObject({ searched: 1, deleted: 0 });
  });

  test('that nobody can read is counted', async () => {
    const store = createMemoryVersions();
    store.add('w', 'imports/i/files/f', 'PAR1 compressed 42 ');
    expect((await erase(store)).erased).toMatchObject({ opaque: 1, deleted: 0 });
  });
});
