/** Reads the lines that the database exported under a prefix: PostgreSQL splits a large export into several objects. */
import type { ObjectStore } from '../aws/object-store.ts';
import { readLines } from '../csv/read-lines.ts';

/** Reads the exported lines in order, in bounded memory. */
export async function* readExportedLines(store: ObjectStore, bucket: string, prefix: string): AsyncGenerator<string> {
  for await (const object of store.list(bucket, prefix)) {
    yield* readLines(await store.getStream(bucket, object.key));
  }
}
