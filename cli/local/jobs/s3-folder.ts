/** Copies folders between S3 and disk for jobs. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '../../../lambdas/shared/aws/object-store.ts';

/** Splits `s3://bucket/key`. */
export function parseS3Uri(uri: string): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri) ?? [];
  return { bucket, key };
}

/**
 * Downloads every object under a prefix; its path below the prefix becomes the path of the file.
 * @returns the number of files; markers of empty folders do not count
 */
export async function downloadFolder(store: ObjectStore, uri: string, folder: string): Promise<number> {
  const { bucket, key: prefix } = parseS3Uri(uri);
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  let count = 0;
  for await (const { key } of store.list(bucket, prefix)) {
    if (key.endsWith('/')) continue;
    // `s3://b/data` means the folder `data/` as well as the object `data_1`.
    const name = key.startsWith(`${prefix}/`) ? key.slice(prefix.length + 1) : key.slice(base.length);
    const path = join(folder, name);
    if (relative(folder, path).startsWith('..')) throw new Error(`the key ${key} leaves the folder of its download`);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await store.getStream(bucket, key), createWriteStream(path));
    count += 1;
  }
  return count;
}

/**
 * Uploads every file of a folder.
 * @param uri prefix that ends with a slash
 * @returns the number of files
 */
export async function uploadFolder(store: ObjectStore, folder: string, uri: string): Promise<number> {
  const { bucket, key: prefix } = parseS3Uri(uri);
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of files.sort()) {
    await store.putStream(bucket, prefix + relative(folder, path).split(sep).join('/'), createReadStream(path));
  }
  return files.length;
}
