/**
 * Opens a raw file in S3. It is read in parts that all require the same etag, so that a replaced object is noticed at
 * once and no connection stays open while rows are worked on.
 */
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { ObjectMissing, ObjectReplaced, type ObjectStore } from '../../shared/aws/object-store.ts';
import { RiskError } from '../../shared/errors.ts';
import type { RawFile } from '../contract/raw-file.ts';
import { RawFileRefused } from '../contract/refusals.ts';

/** S3 or the key did not answer. A retry helps, so no reader may take it for a damaged file. */
export class StorageFailed extends RiskError {}

/** One part is worked on while the next is fetched. */
const PART_SIZE_BYTES = 8 * 2 ** 20;

type ReadableStore = Pick<ObjectStore, 'head' | 'getRange'>;

/**
 * Opens an object.
 * @throws {RawFileRefused} when it does not exist (FileUnreadable)
 */
export async function openStoredFile(store: ReadableStore, bucket: string, key: string): Promise<RawFile> {
  const name = posix.basename(key);
  const { etag, sizeBytes } = await translateErrors(name, () => store.head(bucket, key));
  const read = async (start: number, end: number) => {
    const last = Math.min(end, sizeBytes);
    if (last <= start) return Buffer.alloc(0);
    return translateErrors(name, () => store.getRange(bucket, key, start, last, etag));
  };
  return {
    name,
    bytes: sizeBytes,
    open: async () => Readable.from(readParts(read, sizeBytes), { highWaterMark: 1 }),
    read,
    fingerprint: async () => (await translateErrors(name, () => store.head(bucket, key))).etag,
  };
}

async function* readParts(read: RawFile['read'], bytes: number): AsyncGenerator<Buffer> {
  let next = read(0, PART_SIZE_BYTES);
  for (let end = PART_SIZE_BYTES; end - PART_SIZE_BYTES < bytes; end += PART_SIZE_BYTES) {
    const part = await next;
    next = read(end, end + PART_SIZE_BYTES);
    // Its rejection surfaces where it is awaited.
    next.catch(() => undefined);
    yield part;
  }
}

async function translateErrors<T>(name: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ObjectMissing) {
      throw new RawFileRefused('FileUnreadable', `${name} is no longer there: upload it again`);
    }
    if (!(error instanceof ObjectReplaced)) {
      throw new StorageFailed(`${name} could not be read from S3`, { cause: error });
    }
    throw new RawFileRefused('RawFileChanged', `${name} was replaced while it was read: it will be read again`);
  }
}
