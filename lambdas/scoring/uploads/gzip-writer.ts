/** Writes one gzip object as a stream, no faster than it is taken. */
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import { getObjectStore, type PutOptions } from '../../shared/aws/object-store.ts';

export interface GzipWriter {
  /** Resolves when there is room for more. */
  write(text: string): Promise<void>;
  /** Resolves when the object is stored. */
  end(): Promise<void>;
  /** Nothing becomes visible under the key. */
  abandon(): void;
}

/** Opens an object of the work bucket. `contentEncoding: 'gzip'` tells aws_s3 that it is compressed. */
export function openGzipWriter(bucket: string, key: string, options: PutOptions): GzipWriter {
  const gzip = createGzip({ level: 1, chunkSize: 256 * 1024 });
  const stored = getObjectStore().putStream(bucket, key, gzip, options);
  // Whoever ends the writer hears of it; until then nobody waits.
  stored.catch(() => {});
  return {
    async write(text) {
      if (text !== '' && !gzip.write(text)) await Promise.race([once(gzip, 'drain'), stored]);
    },
    async end() {
      gzip.end();
      await stored;
    },
    abandon: () => void gzip.destroy(),
  };
}
