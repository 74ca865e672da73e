/** The object store of the functions against the S3 of MiniStack. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startMiniStack } from '../../../cli/local/ministack/ministack.ts';
import type { ManagedProcess } from '../../../cli/local/processes/managed-process.ts';
import { buildSdkConfiguration, type LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import {
  createObjectStore,
  ObjectMissing,
  ObjectNotJson,
  ObjectReplaced,
  type ObjectStore,
  type StoredObject,
} from '../../../lambdas/shared/aws/object-store.ts';
import { removeState, testSettings } from './harness.ts';

const BUCKET = 'bucket';
const MIB = 1024 * 1024;

let settings: LocalSettings;
let aws: ManagedProcess;
let s3: S3Client;
let store: ObjectStore;

beforeAll(async () => {
  settings = await testSettings();
  aws = await startMiniStack(settings);
  s3 = new S3Client(buildSdkConfiguration(settings));
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  store = createObjectStore(s3);
});

afterAll(async () => {
  await aws?.stop();
  await removeState(settings);
});

describe('the object store', () => {
  it('stores JSON', async () => {
    const { etag } = await store.putJson(BUCKET, 'a folder/ä+b.json', { rows: 3, name: 'é' });
    expect(await store.getJson(BUCKET, 'a folder/ä+b.json')).toEqual({ rows: 3, name: 'é' });
    expect(await store.head(BUCKET, 'a folder/ä+b.json')).toMatchObject({ etag, contentType: 'application/json' });
  });

  it('stores a stream that is longer than an upload part, byte for byte', async () => {
    const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(MIB, index));
    const { etag } = await store.putStream(BUCKET, 'long', Readable.from(chunks));
    expect(etag).toMatch(/^[0-9a-f]{32}-3$/);
    const stored = await buffer(await store.getStream(BUCKET, 'long'));
    expect(stored.equals(Buffer.concat(chunks))).toBe(true);
  });

  it('marks a gzip object, short or long, and never decompresses it', async () => {
    const short = gzipSync('hello');
    await store.putStream(BUCKET, 'short.gz', Readable.from([short]), { contentEncoding: 'gzip' });
    await store.putStream(BUCKET, 'long.gz', Readable.from([short, Buffer.alloc(20 * MIB)]), {
      contentEncoding: 'gzip',
    });
    expect((await store.head(BUCKET, 'short.gz')).contentEncoding).toBe('gzip');
    expect((await store.head(BUCKET, 'long.gz')).contentEncoding).toBe('gzip');
    const stored = await buffer(await store.getStream(BUCKET, 'short.gz'));
    expect(gunzipSync(stored).toString()).toBe('hello');
  });

  it('stores nothing when the stream breaks', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.alloc(20 * MIB);
        throw new Error('torn');
      })(),
    );
    await expect(store.putStream(BUCKET, 'broken', broken)).rejects.toThrow('torn');
    await expect(store.head(BUCKET, 'broken')).rejects.toThrow(ObjectMissing);
  });

  it('lists every object under a prefix, beyond one page', async () => {
    const names = Array.from({ length: 1003 }, (_, index) => `many/${String(index).padStart(4, '0')}`);
    for (let start = 0; start < names.length; start += 50) {
      await Promise.all(names.slice(start, start + 50).map((key) => store.putJson(BUCKET, key, 1)));
    }
    await store.putJson(BUCKET, 'many-others', 1);
    const found: StoredObject[] = [];
    for await (const object of store.list(BUCKET, 'many/')) found.push(object);
    expect(found.map(({ key }) => key)).toEqual(names);
    expect(found[0]).toMatchObject({ sizeBytes: 1, lastModified: expect.any(Date) });
  });

  it('stores an object once: later bytes are refused and the first stay', async () => {
    expect(await store.putOnce(BUCKET, 'once', Buffer.from('1'))).toBe(true);
    expect(await store.putOnce(BUCKET, 'once', Buffer.from('2'))).toBe(false);
    expect(await store.getJson(BUCKET, 'once')).toBe(1);
  });

  it('reads a range of bytes', async () => {
    await store.putStream(BUCKET, 'ranged', Readable.from([Buffer.from('0123456789')]));
    expect((await store.getRange(BUCKET, 'ranged', 2, 5)).toString()).toBe('234');
    expect((await store.getRange(BUCKET, 'ranged', 8, 100)).toString()).toBe('89');
    await expect(store.getRange(BUCKET, 'missing', 0, 1)).rejects.toThrow(ObjectMissing);
    const { etag } = await store.head(BUCKET, 'ranged');
    expect((await store.getRange(BUCKET, 'ranged', 0, 2, etag)).toString()).toBe('01');
    await expect(store.getRange(BUCKET, 'ranged', 0, 2, '0'.repeat(32))).rejects.toThrow(ObjectReplaced);
  });

  it('replaces an object only while it is the one that was read', async () => {
    expect(await store.putIf(BUCKET, 'guarded', Buffer.from('1'), null)).toBe(true);
    const { etag } = await store.head(BUCKET, 'guarded');
    expect(await store.putIf(BUCKET, 'guarded', Buffer.from('2'), null)).toBe(false);
    expect(await store.putIf(BUCKET, 'guarded', Buffer.from('2'), etag)).toBe(true);
    expect(await store.putIf(BUCKET, 'guarded', Buffer.from('3'), etag)).toBe(false);
    expect(await store.putIf(BUCKET, 'never there', Buffer.from('3'), etag)).toBe(false);
    expect((await buffer(await store.getStream(BUCKET, 'guarded'))).toString()).toBe('2');
  });

  it('names a missing object, and one that is not JSON', async () => {
    const missing = { name: 'ObjectMissing', message: `there is no object s3://${BUCKET}/nothing` };
    await expect(store.getJson(BUCKET, 'nothing')).rejects.toMatchObject(missing);
    await expect(store.getStream(BUCKET, 'nothing')).rejects.toMatchObject(missing);
    await expect(store.head(BUCKET, 'nothing')).rejects.toMatchObject(missing);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'text', Body: '{' }));
    await expect(store.getJson(BUCKET, 'text')).rejects.toThrow(ObjectNotJson);
  });
});
