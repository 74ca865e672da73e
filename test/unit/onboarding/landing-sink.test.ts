/** Imports that write the same day at the same time: none is lost, and an older version never replaces a newer one. */
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { nameOrigin, openLandingSink } from '../../../lambdas/onboarding/inbox/landing-sink.ts';
import { ObjectMissing, ObjectReplaced, type ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { DEFAULT_DELIVERY_LIMITS } from '../../../lambdas/shared/landing/delivery-limits.ts';
import type { Manifest } from '../../../lambdas/shared/landing/manifest.ts';
import { manifestKey } from '../../../lambdas/shared/object-keys.ts';

const DAY = '2024-05-31';

/** Conditional writes as S3 has them. Every call takes a turn, so that calls of others come between. */
function createMemoryStore(): ObjectStore {
  const objects = new Map<string, { text: string; etag: string }>();
  let writes = 0;
  const put = (key: string, text: string) => {
    writes += 1;
    objects.set(key, { text, etag: String(writes) });
    return { etag: String(writes) };
  };
  const find = async (key: string) => {
    await nextTurn();
    const found = objects.get(key);
    if (!found) throw new ObjectMissing('landing', key);
    return found;
  };
  return {
    head: async (_: string, key: string) => find(key),
    getJson: async (_: string, key: string, { etag }: { etag: string }) => {
      const found = await find(key);
      if (found.etag !== etag) throw new ObjectReplaced('landing', key);
      return JSON.parse(found.text);
    },
    putStream: async (_: string, key: string, body: Readable) => put(key, (await buffer(body)).toString()),
    putIf: async (_: string, key: string, bytes: Uint8Array, etag: string | null) => {
      await nextTurn();
      if ((objects.get(key)?.etag ?? null) !== etag) return false;
      put(key, Buffer.from(bytes).toString());
      return true;
    },
  } as unknown as ObjectStore;
}

/** Imports one file of one table, as the inbox does. */
async function importFile(store: ObjectStore, origin: string, version: string, isCurrent?: () => Promise<boolean>) {
  const name = nameOrigin('loans', `inbox/loans/${origin}`);
  const sink = openLandingSink({
    ...{ store, bucket: 'landing', limits: DEFAULT_DELIVERY_LIMITS, ...name, version },
    ...(isCurrent && { isCurrent }),
  });
  const file = `${sink.filePrefix}customers.csv`;
  const stream = await sink.openFile({ asOf: DAY, name: file });
  await new Promise<void>((resolve) => stream.end('customer_id\n1\n', () => resolve()));
  const tables = { customers: { mode: 'full' as const, files: [{ name: file, rows: 1, sha256: '0'.repeat(64) }] } };
  await sink.publish([{ as_of: DAY, currency: 'EUR', tables, attributes: {} } as Manifest]);
  return file;
}

async function listFiles(store: ObjectStore): Promise<string[]> {
  const { etag } = await store.head('landing', manifestKey(DAY));
  const manifest = (await store.getJson('landing', manifestKey(DAY), { etag })) as Manifest;
  return manifest.tables.customers?.files.map(({ name }) => name).sort() ?? [];
}

it('as many imports as the function has environments share a day', async () => {
  const store = createMemoryStore();
  const files = await Promise.all(Array.from({ length: 8 }, (_, i) => importFile(store, `${i}.csv`, 'v1')));
  expect(await listFiles(store)).toEqual(files.sort());
});

it('an older version that ends later does not replace the correction', async () => {
  const store = createMemoryStore();
  let newest = 'v1';
  let correction: string | undefined;
  // The correction arrives and is delivered when the older import has read its last row.
  const slow = importFile(store, 'may.csv', 'v1', async () => {
    newest = 'v2';
    correction = await importFile(store, 'may.csv', 'v2', async () => newest === 'v2');
    return newest === 'v1';
  });
  await expect(slow).rejects.toThrow(/^RawFileChanged: /);
  expect(await listFiles(store)).toEqual([correction]);
});
