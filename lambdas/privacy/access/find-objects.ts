/** Finds the files that name a person, with the person's rows where a file has columns that say whose a row is. */
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import type { Sql } from '../../shared/aws/database.ts';
import { ACCESS_PACKAGES_ROOT } from '../../shared/object-keys.ts';
import { OBJECT_PLACES } from '../../shared/privacy/object-places.ts';
import { forEachAtOnce } from '../../shared/privacy/objects/erase-objects.ts';
import { listSearched } from '../../shared/privacy/objects/list-searched.ts';
import { listNamedObjects, type NamedObject } from '../../shared/privacy/objects/named-objects.ts';
import type { ObjectVersion, VersionStore } from '../../shared/privacy/objects/object-versions.ts';
import { createPersonTest } from '../../shared/privacy/objects/person-rows.ts';
import { readRecords } from '../../shared/privacy/objects/read-records.ts';
import { isCsvFile } from '../../shared/privacy/objects/rewrite-file.ts';
import { searchBytes } from '../../shared/privacy/objects/search-bytes.ts';
import { buildPatterns, listMarks, type PersonMarks } from '../../shared/privacy/person-marks.ts';
import type { BucketName } from '../../shared/privacy/places.ts';

export interface FoundObject {
  place: string;
  holds: string;
  key: string;
  stored_at: string;
  bytes: number;
  /** Until when it is kept, in words. */
  expires: string;
  /** The person's rows by column; null where the file has no such columns. */
  rows: Record<string, string>[] | null;
  /** Of a short text that is the person's alone. */
  text?: string;
}

export interface FoundObjects {
  objects: FoundObject[];
  /** Versions that cannot be searched. */
  opaque: number;
}

const CONCURRENT_OBJECTS = 8;
const MAX_ROWS_OF_FILE = 20_000;

export async function findObjects(
  { database, store, buckets }: { database: Sql; store: VersionStore; buckets: Partial<Record<BucketName, string>> },
  marks: PersonMarks,
): Promise<FoundObjects> {
  const found: FoundObjects = { objects: [], opaque: 0 };
  const patterns = buildPatterns(listMarks(marks));
  for (const searched of OBJECT_PLACES.filter(({ found: how }) => how === 'content')) {
    const { bucket, prefix, holds, expires } = searched;
    const name = buckets[bucket];
    if (name === undefined) continue;
    await forEachAtOnce(listSearched(store, name, searched), CONCURRENT_OBJECTS, async (version) => {
      const source = await store.open(version);
      const finding = source ? await searchBytes(source.body, patterns) : 'not_named';
      if (finding === 'opaque') found.opaque += 1;
      if (finding !== 'named') return;
      const rows = isCsvFile(version.key) ? await readPersonRows(store, version, marks) : null;
      if (rows?.length === 0) return; // another column has the text of an id
      const { key, sizeBytes: bytes, lastModified } = version;
      const place = `${bucket}/${prefix}`;
      found.objects.push({ place, holds, key, stored_at: lastModified.toISOString(), bytes, expires, rows });
    });
  }
  const owner = { customer_id: marks.customer_id, applications: marks.ids };
  for await (const named of listNamedObjects({ database, store, buckets }, OBJECT_PLACES, owner)) {
    found.objects.push(await describeNamed(store, named));
  }
  found.objects.sort((a, b) => (a.place + a.key + a.stored_at < b.place + b.key + b.stored_at ? -1 : 1));
  return found;
}

/** Short texts, such as what an applicant wrote, are shown; other files are named. */
const MAX_TEXT_BYTES = 65_536;
const TEXT_TYPE = /^(text\/|application\/json)/;

async function describeNamed(
  store: VersionStore,
  { place: { bucket, prefix, holds, expires }, version }: NamedObject,
): Promise<FoundObject> {
  const { key, sizeBytes: bytes, lastModified } = version;
  const described = { place: `${bucket}/${prefix}`, holds, key, stored_at: lastModified.toISOString(), bytes, expires };
  // An earlier package would repeat everything.
  const isShown = bytes <= MAX_TEXT_BYTES && prefix !== ACCESS_PACKAGES_ROOT;
  const source = isShown ? await store.open(version) : undefined;
  if (!source || !TEXT_TYPE.test(source.contentType ?? '')) {
    source?.body.destroy();
    return { ...described, rows: null };
  }
  return { ...described, rows: null, text: await text(source.body) };
}

async function readPersonRows(
  store: VersionStore,
  version: ObjectVersion,
  marks: PersonMarks,
): Promise<Record<string, string>[] | null> {
  const source = await store.open(version);
  if (!source) return [];
  const bytes = version.key.endsWith('.gz') ? source.body.pipe(createGunzip()) : source.body;
  bytes.setEncoding('utf8');
  const rows: Record<string, string>[] = [];
  let header: string[] | undefined;
  let isOfPerson: ReturnType<typeof createPersonTest>;
  for await (const record of readRecords(bytes as AsyncIterable<string>)) {
    if (!header) {
      header = (record.fields ?? []).map((column) => column.replace('\ufeff', ''));
      isOfPerson = createPersonTest(header, marks);
      if (!isOfPerson) return null;
    } else if (isOfPerson?.(record) && rows.length < MAX_ROWS_OF_FILE) {
      const { fields } = record;
      rows.push(
        fields
          ? Object.fromEntries(fields.map((value, index) => [header?.[index] ?? `column ${index + 1}`, value]))
          : { line: record.text },
      );
    }
  }
  return rows;
}
