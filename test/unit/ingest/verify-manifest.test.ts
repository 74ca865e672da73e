/** The verification of a delivery: its manifest, and the files that the manifest lists. */
import { describe, expect, test } from '@jest/globals';
import { listDeliveredFiles, readManifest } from '../../../lambdas/ingest/runs/verify-manifest.ts';
import {
  ObjectMissing,
  ObjectNotJson,
  ObjectReplaced,
  type ObjectStore,
} from '../../../lambdas/shared/aws/object-store.ts';

const sha256 = 'a'.repeat(64);
const manifest = {
  as_of: '2005-10-01',
  currency: 'TWD',
  tables: {
    transactions: { mode: 'delta', files: [{ name: 't.csv', rows: 2, sha256 }] },
    customers: { mode: 'full', files: [{ name: 'c.csv.gz', rows: 1, sha256 }] },
  },
  attributes: { customers: { segment: { type: 'category', use: 'model' } } },
};

/** A bucket of these objects; any other call of the store fails the test. */
function bucketOf(objects: Record<string, unknown>): ObjectStore {
  const find = (bucket: string, key: string) => {
    if (!(key in objects)) throw new ObjectMissing(bucket, key);
    return objects[key];
  };
  return {
    getJson: async (bucket: string, key: string) => {
      const found = find(bucket, key);
      if (found === 'not json') throw new ObjectNotJson(bucket, key);
      return found;
    },
    head: async (bucket: string, key: string) => ({ sizeBytes: find(bucket, key), versionId: `v-of-${key}` }),
  } as unknown as ObjectStore;
}

const folder = 'landing/as_of=2005-10-01';
/** Any version of the manifest. */
const ANY = { etag: null, maxBytes: 1e6 };

describe('verifying', () => {
  test('lists every file with its entry in the manifest and its object', async () => {
    const store = bucketOf({
      [`${folder}/manifest.json`]: manifest,
      [`${folder}/t.csv`]: 20,
      [`${folder}/c.csv.gz`]: 10,
    });
    const files = await listDeliveredFiles(store, 'landing', await readManifest(store, 'landing', '2005-10-01', ANY));
    expect(files).toEqual([
      {
        table: 'transactions',
        mode: 'delta',
        name: 't.csv',
        key: `${folder}/t.csv`,
        version_id: `v-of-${folder}/t.csv`,
        rows: 2,
        sha256,
        size_bytes: 20,
        attributes: {},
      },
      {
        table: 'customers',
        mode: 'full',
        name: 'c.csv.gz',
        key: `${folder}/c.csv.gz`,
        version_id: `v-of-${folder}/c.csv.gz`,
        rows: 1,
        sha256,
        size_bytes: 10,
        attributes: { segment: 'category' },
      },
    ]);
  });

  test('reads only the manifest for which the run was opened', async () => {
    const requestedTags: unknown[] = [];
    const store = {
      getJson: async (bucket: string, key: string, { etag }: { etag: string }) => {
        requestedTags.push(etag);
        throw new ObjectReplaced(bucket, key);
      },
    } as unknown as ObjectStore;
    const refused = { reason: { error: 'ManifestReplaced' } };
    await expect(readManifest(store, 'b', '2005-10-01', { ...ANY, etag: 'e1' })).rejects.toMatchObject(refused);
    expect(requestedTags).toEqual(['e1']);
  });

  test.each<[error: string, objects: Record<string, unknown>]>([
    ['MissingManifest', {}],
    ['InvalidManifest', { [`${folder}/manifest.json`]: 'not json' }],
    ['InvalidManifest', { [`${folder}/manifest.json`]: { ...manifest, as_of: '2005-10-02' } }],
    ['MissingFile', { [`${folder}/manifest.json`]: manifest, [`${folder}/t.csv`]: 1 }],
  ])('refuses as %s', async (error, objects) => {
    const store = bucketOf(objects);
    const verifying = readManifest(store, 'b', '2005-10-01', ANY).then((read) => listDeliveredFiles(store, 'b', read));
    await expect(verifying).rejects.toMatchObject({ reason: { error } });
  });
});
