/** Reads the lines that the database exported under a prefix, which are one object or, of a large export, several. */
import { createInterface } from 'node:readline';
import type { ObjectStore } from '../../shared/aws/object-store.ts';

/** Reads the exported lines in order, in bounded memory. */
export async function* readExportedLines(store: ObjectStore, bucket: string, prefix: string): AsyncGenerator<string> {
  for await (const object of store.list(bucket, prefix)) {
    const stream = await store.getStream(bucket, object.key);
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  }
}
