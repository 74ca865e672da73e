/** The objects whose keys a table names: attachments, what applicants wrote, notices and packages. */
import { json, type Sql } from '../../aws/database.ts';
import { readSqlFile } from '../../sql-file.ts';
import type { BucketName, ObjectPlace } from '../places.ts';
import type { RowOwner } from '../rows/find-rows.ts';
import type { ObjectVersion, VersionStore } from './object-versions.ts';

/** A version of an object, with its place. */
export interface NamedObject {
  place: ObjectPlace;
  version: ObjectVersion;
}

/** Lists every version of the person's objects. @param database as risk_privacy */
export async function* listNamedObjects(
  { database, store, buckets }: { database: Sql; store: VersionStore; buckets: Partial<Record<BucketName, string>> },
  places: readonly ObjectPlace[],
  { customer_id, applications }: RowOwner,
): AsyncGenerator<NamedObject> {
  for (const place of places) {
    const bucket = buckets[place.bucket];
    if (bucket === undefined || place.keys === undefined) continue;
    const statement = readSqlFile('privacy/list_keys.sql').replace('/* keys */', place.keys);
    const values = { customer_id, applications: json(applications) };
    for (const { key } of await database.query<{ key: string }>(statement, values)) {
      for await (const version of store.list(bucket, key)) yield { place, version };
    }
  }
}
