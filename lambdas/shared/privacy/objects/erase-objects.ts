/**
 * Erases a person from the objects of the register of places: in every version, deliveries and results of batches
 * without the person's rows, other files as a whole. What cannot be searched is counted, and expires.
 */

import { buildPatterns, listMarks, type PersonMarks } from '../person-marks.ts';
import type { BucketName, ObjectPlace } from '../places.ts';
import { listSearched } from './list-searched.ts';
import type { ObjectVersion, VersionStore } from './object-versions.ts';
import { isCsvFile, type RewrittenFile, rewriteFile } from './rewrite-file.ts';
import { isValidManifest } from './rewrite-manifests.ts';
import { searchBytes } from './search-bytes.ts';

export interface ErasedObjects {
  searched: number;
  rewritten: number;
  deleted: number;
  /** Rows that were taken out of rewritten files. */
  rows: number;
  /** Versions that cannot be searched, and stay until their lifecycle deletes them. */
  opaque: number;
}

export interface ObjectErasure {
  store: VersionStore;
  /** Names of the buckets that the environment has. */
  buckets: Partial<Record<BucketName, string>>;
  /** Called with each file that was rewritten, by its key. */
  onRewritten: (bucket: BucketName, key: string, file: RewrittenFile) => void;
}

/** Enough to hide the network's latency, few enough for the memory of a function. */
const CONCURRENT_OBJECTS = 8;

export async function eraseObjects(
  erasure: ObjectErasure,
  places: readonly ObjectPlace[],
  marks: PersonMarks,
): Promise<ErasedObjects> {
  const erased: ErasedObjects = { searched: 0, rewritten: 0, deleted: 0, rows: 0, opaque: 0 };
  const patterns = buildPatterns(listMarks(marks));
  for (const place of places.filter(({ found }) => found === 'content')) {
    const bucket = erasure.buckets[place.bucket];
    if (bucket === undefined) continue;
    const folders = new Set<string>();
    await forEachAtOnce(listSearched(erasure.store, bucket, place), CONCURRENT_OBJECTS, async (version) => {
      erased.searched += 1;
      const isErased = await eraseVersion(erasure, { place, version, patterns, marks }, erased);
      if (isErased && place.asFolder) folders.add(nameFolder(place, version));
    });
    for (const folder of folders) await eraseFolder(erasure.store, bucket, folder, erased);
  }
  return erased;
}

/** `imports/<id>/` of `imports/<id>/files/a.csv`. */
const nameFolder = ({ prefix }: ObjectPlace, { key }: ObjectVersion): string =>
  key.slice(0, key.indexOf('/', prefix.length) + 1);

async function eraseFolder(store: VersionStore, bucket: string, folder: string, erased: ErasedObjects): Promise<void> {
  for await (const version of store.list(bucket, folder)) {
    erased.deleted += 1;
    await store.remove(version);
  }
}

interface SearchedVersion {
  place: ObjectPlace;
  version: ObjectVersion;
  patterns: readonly Buffer[];
  marks: PersonMarks;
}

/** Returns whether the version named the person, and was rewritten or deleted. */
async function eraseVersion(
  { store, onRewritten }: ObjectErasure,
  { place, version, patterns, marks }: SearchedVersion,
  erased: ErasedObjects,
): Promise<boolean> {
  const source = await store.open(version);
  const finding = source ? await searchBytes(source.body, patterns) : 'not_named';
  if (finding === 'opaque') erased.opaque += 1;
  if (finding !== 'named' || (await isValidManifest(store, version))) return false;
  if (place.erased === 'rewritten' && version.isNewest && isCsvFile(version.key)) {
    const file = await rewriteFile(store, version, marks);
    // Another column has the text of an id, such as an amount of 42.
    if (file === 'of_others') return false;
    if (file !== 'not_rows') {
      erased.rewritten += 1;
      erased.rows += file.removedRows;
      onRewritten(place.bucket, version.key, file);
      await store.remove(version);
      return true;
    }
  }
  erased.deleted += 1;
  await store.remove(version);
  return true;
}

/** Runs the work of each item, several at a time. The first error ends all. */
export async function forEachAtOnce<Item>(
  items: AsyncGenerator<Item>,
  count: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const run = async () => {
    for (let next = await items.next(); !next.done; next = await items.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: count }, run));
}
