/** Opens a raw file in S3, as far as it is needed: the whole stream, or ranges of bytes. */
import { type ObjectHead, ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import type { RawFile } from '../contract/raw-file.ts';
import { RawFileRefused } from '../contract/refusals.ts';

/**
 * Opens an object for reading in pieces. Its name is the last part of the key.
 * @throws {RawFileRefused} FileUnreadable when there is no such object
 */
export async function openStoredFile(store: ObjectStore, bucket: string, key: string): Promise<RawFile> {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const readHead = (): Promise<ObjectHead> => refuseMissing(name, () => store.head(bucket, key));
  const { sizeBytes } = await readHead();
  return {
    name,
    bytes: sizeBytes,
    open: () => refuseMissing(name, () => store.getStream(bucket, key)),
    async read(start, end) {
      const last = Math.min(end, sizeBytes);
      if (start >= last) return Buffer.alloc(0);
      return refuseMissing(name, () => store.getRange(bucket, key, start, last));
    },
    async fingerprint() {
      const { etag, versionId = '' } = await readHead();
      return `${etag}:${versionId}`;
    },
  };
}

/** A file that is deleted while it is read is refused like one that never was. */
async function refuseMissing<Result>(name: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof ObjectMissing)) throw error;
    throw new RawFileRefused('FileUnreadable', `${name} is not there any more: upload it again`);
  }
}
