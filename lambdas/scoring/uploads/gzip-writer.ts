/** Writes one object as a gzip stream, with backpressure. */
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import type { ObjectStore, PutOptions } from '../../shared/aws/object-store.ts';

export interface GzipWriter {
  /** Resolves when there is room for more. */
  write(text: string): Promise<void>;
  /** Resolves when the object is stored. */
  end(): Promise<void>;
  /** Stores no object. */
  abandon(): void;
}

/** Opens an object for writing. `contentEncoding: 'gzip'` makes aws_s3 decompress it when it imports it. */
export function openGzipWriter(store: ObjectStore, bucket: string, key: string, options: PutOptions): GzipWriter {
  const gzip = createGzip({ level: 1, chunkSize: 256 * 1024 });
  const upload = store.putStream(bucket, key, gzip, options);
  // `write` and `end` await the rejection; without this handler the process would end before that.
  upload.catch(() => {});
  return {
    async write(text) {
      if (text !== '' && !gzip.write(text)) await Promise.race([once(gzip, 'drain'), upload]);
    },
    async end() {
      gzip.end();
      await upload;
    },
    abandon: () => void gzip.destroy(),
  };
}
