/** Finds the record of one decision in the audit trail, and compares it with the database. */
import { type Sql, uuid } from '../aws/database.ts';
import { readSqlFile } from '../sql-file.ts';
import { hashBytes, type RecordEntry } from './trail-entry.ts';
import { listSequences, readEntry, readRecords, type TrailLocation } from './trail-store.ts';

export interface RecordedDecision {
  entry: RecordEntry;
  /** SHA-256 of the entry's object. */
  entry_sha256: string;
  record: Record<string, unknown>;
  /** Whether the object with the records is the one that the entry names. */
  is_object_intact: boolean;
  /** `same`: the evidence has the recorded hash. */
  database: 'same' | 'changed' | 'missing';
  /** Entries after it, which all name the one before; and the newest of them. */
  following: { entries: number; is_chain_intact: boolean; head_sha256: string };
}

/** Returns undefined where no entry records the prediction. */
export async function findDecision(
  { database, location }: { database: Sql; location: TrailLocation },
  predictionId: string,
): Promise<RecordedDecision | undefined> {
  const [known] = await database.query<{ sequence: number | null }>(readSqlFile('audit/find_entry.sql'), {
    prediction_id: uuid(predictionId),
  });
  // A prediction that the database does not have can still be in the trail.
  const candidates = known?.sequence ? [known.sequence] : (await listSequences(location)).reverse();
  for (const sequence of candidates) {
    const stored = await readEntry(location, sequence);
    if (stored?.entry.kind !== 'decisions' && stored?.entry.kind !== 'earlier_decisions') continue;
    const found = await findRecord(location, stored.entry, predictionId);
    if (!found) continue;
    return {
      ...{ entry: stored.entry, entry_sha256: stored.sha256, is_object_intact: found.isIntact },
      record: JSON.parse(found.record),
      database: await compareWithDatabase(database, stored.entry, predictionId, found.record),
      following: await followChain(location, sequence, stored.sha256),
    };
  }
  return undefined;
}

async function findRecord(location: TrailLocation, entry: RecordEntry, predictionId: string) {
  const chunks: Uint8Array[] = [];
  let found: string | undefined;
  for await (const record of readRecords(location, entry, (bytes) => chunks.push(bytes))) {
    if (record.includes(`"${predictionId}"`) && JSON.parse(record).prediction_id === predictionId) found = record;
  }
  return found && { record: found, isIntact: hashBytes(Buffer.concat(chunks)) === entry.records.sha256 };
}

async function compareWithDatabase(
  database: Sql,
  entry: RecordEntry,
  predictionId: string,
  record: string,
): Promise<RecordedDecision['database']> {
  const rows = await database.query<{ row_id: string; record: string }>(
    readSqlFile('audit/list_records_of_slice.sql'),
    { kind: entry.kind, ...entry.range, slice: predictionId.slice(-2) },
  );
  const row = rows.find(({ row_id }) => row_id === predictionId);
  if (!row) return 'missing';
  return row.record === record ? 'same' : 'changed';
}

async function followChain(
  location: TrailLocation,
  start: number,
  sha256: string,
): Promise<RecordedDecision['following']> {
  let [entries, head] = [0, sha256];
  for (;;) {
    const next = await readEntry(location, start + entries + 1);
    if (!next) return { entries, is_chain_intact: true, head_sha256: head };
    if (next.entry.previous_sha256 !== head) return { entries, is_chain_intact: false, head_sha256: head };
    entries += 1;
    head = next.sha256;
  }
}
