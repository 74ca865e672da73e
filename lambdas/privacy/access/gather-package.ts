/** Gathers everything that any place of the register holds of a person, personal data opened. */
import type { Database } from '../../shared/aws/database.ts';
import type { DecryptLoadKey, PersonKeyStore } from '../../shared/personal-data/person.ts';
import type { VersionStore } from '../../shared/privacy/objects/object-versions.ts';
import { OTHER_PLACES } from '../../shared/privacy/other-places.ts';
import type { BucketName, OtherPlace } from '../../shared/privacy/places.ts';
import { type PersonalValues, readPerson } from '../../shared/privacy/read-person.ts';
import { findRows } from '../../shared/privacy/rows/find-rows.ts';
import { TABLE_PLACES } from '../../shared/privacy/table-places.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { type FoundObjects, findObjects } from './find-objects.ts';

export interface GatheringDependencies {
  /** As risk_privacy. */
  database: Database;
  keys: PersonKeyStore;
  decryptLoadKey: DecryptLoadKey;
  store: VersionStore;
  buckets: Partial<Record<BucketName, string>>;
}

/** The package, as the person gets it. */
export interface AccessPackage {
  customer_id: string;
  gathered_at: string;
  /** Opened values by column, one for each stored version. */
  personal_data: PersonalValues[];
  tables: { table: string; holds: string; rows: Record<string, unknown>[] }[];
  files: FoundObjects['objects'];
  /** Files that nothing here can read, in numbers. */
  unread_files: number;
  /** Models whose training knew an outcome of the person. */
  models: { version: string; stage: string }[];
  elsewhere: readonly OtherPlace[];
}

/** Tables are read a few at a time: the Data API takes many requests, and a small database few queries. */
const CONCURRENT_TABLES = 4;

export async function gatherPackage(dependencies: GatheringDependencies, customerId: string): Promise<AccessPackage> {
  const { database, store, buckets } = dependencies;
  const person = await readPerson(dependencies, customerId);
  const owner = { customer_id: customerId, applications: person.ids };
  const [tables, found, models] = await Promise.all([
    readTables(database, owner),
    findObjects({ database, store, buckets }, person),
    database.query<AccessPackage['models'][number]>(readSqlFile('privacy/list_models.sql'), {
      customer_id: customerId,
    }),
  ]);
  return {
    customer_id: customerId,
    gathered_at: new Date().toISOString(),
    personal_data: person.versions,
    tables,
    files: found.objects,
    unread_files: found.opaque,
    models,
    elsewhere: OTHER_PLACES,
  };
}

async function readTables(
  database: Database,
  owner: { customer_id: string; applications: readonly string[] },
): Promise<AccessPackage['tables']> {
  const places = TABLE_PLACES.values();
  const read: AccessPackage['tables'] = [];
  const readNext = async () => {
    for (const place of places) {
      const rows = await findRows(database, place, owner);
      if (rows.length > 0) read.push({ table: place.table, holds: place.holds, rows });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_TABLES }, readNext));
  const order = TABLE_PLACES.map(({ table }) => table);
  return read.sort((a, b) => order.indexOf(a.table) - order.indexOf(b.table));
}
