/** Writes one entry of the audit trail: the records first, then the entry that names them, then the database's book. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { v7 } from 'uuid';
import {
  hashBytes,
  type RecordKind,
  type TrailEntry,
  type TrailHead,
  type TrailRange,
} from '../../shared/audit/trail-entry.ts';
import type { TrailLocation } from '../../shared/audit/trail-store.ts';
import { type Sql, uuid } from '../../shared/aws/database.ts';
import type { ExportLocation } from '../../shared/aws/export-location.ts';
import { RiskError } from '../../shared/errors.ts';
import { auditChainKey, auditExportPrefix, auditRecordsKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { recordHead } from './catch-up.ts';

export interface WriterDependencies {
  /** The database as risk_audit. */
  database: Sql;
  location: TrailLocation;
  exportLocation: ExportLocation;
}

/** What the next entry is to say. */
export type EntryContent =
  | { kind: RecordKind; range: TrailRange }
  | { kind: 'restored'; lost: { from_sequence: number; to_sequence: number } }
  | { kind: 'opened' };

/** The exported records are not those that the database wrote. */
class IncompleteExport extends RiskError {}

const NO_RANGE: TrailRange = { from_transaction: null, to_transaction: null, from_time: null, to_time: null };

/**
 * Appends an entry. The database knows its plan before the entry exists, so that a call which dies here leaves an entry
 * that the next call recognises, and never one that a restored database could mistake for its own.
 * @returns the new head and the number of records; undefined when another writer has appended first
 * @throws {IncompleteExport} when rows of the export are missing
 */
export async function appendEntry(
  dependencies: WriterDependencies,
  head: TrailHead,
  content: EntryContent,
): Promise<{ head: TrailHead; rows: number } | undefined> {
  const { database, location } = dependencies;
  const sequence = head.sequence + 1;
  const entry_id = v7();
  await database.execute(readSqlFile('audit/plan_entry.sql'), {
    ...{ entry_id: uuid(entry_id), sequence, kind: content.kind },
    ...('range' in content ? content.range : NO_RANGE),
  });
  const records = 'range' in content ? await storeRecords(dependencies, { entry_id, sequence, ...content }) : undefined;
  const entry = {
    ...{ format: 1, sequence, entry_id, bucket: location.bucket, previous_sha256: head.sha256 },
    ...{ written_at: new Date().toISOString(), ...content, ...(records && { records }) },
  } as TrailEntry;
  const bytes = Buffer.from(JSON.stringify(entry));
  if (!(await location.store.putOnce(location.bucket, auditChainKey(sequence), bytes))) return undefined;
  const sha256 = hashBytes(bytes);
  await recordHead(database, entry, sha256);
  return { head: { sequence, sha256 }, rows: records?.rows ?? 0 };
}

interface PlannedRecords {
  entry_id: string;
  sequence: number;
  kind: RecordKind;
  range: TrailRange;
}

/** Copies the exported records into the bucket, compressed: some 80 bytes of memory for each. */
async function storeRecords(dependencies: WriterDependencies, planned: PlannedRecords) {
  const { store, bucket } = dependencies.location;
  const { rows, bytes } = await compressExport(dependencies, planned);
  const sha256 = hashBytes(bytes);
  const key = auditRecordsKey(planned.sequence, sha256);
  // An object with this key has this content.
  await store.putOnce(bucket, key, bytes);
  return { key, sha256, size_bytes: bytes.length, rows };
}

async function compressExport(
  { database, location: { store }, exportLocation }: WriterDependencies,
  { entry_id, kind, range }: PlannedRecords,
): Promise<{ rows: number; bytes: Buffer }> {
  const prefix = auditExportPrefix(entry_id);
  const [exported] = await database.query<{ rows: number; files: number; bytes: number }>(
    readSqlFile('audit/export_records.sql'),
    { kind, ...range, prefix, ...exportLocation },
  );
  if (!exported) throw new IncompleteExport(`the records of ${kind} were not exported`);
  const read = { rows: 0, bytes: 0 };
  async function* countChunks(files: number) {
    for (let part = 1; part <= files; part += 1) {
      const key = part === 1 ? prefix : `${prefix}_part${part}`;
      for await (const chunk of (await store.getStream(exportLocation.bucket, key)) as AsyncIterable<Buffer>) {
        read.bytes += chunk.length;
        read.rows += countLines(chunk);
        yield chunk;
      }
    }
  }
  const bytes = await pipeline(Readable.from(countChunks(exported.files)), createGzip(), (compressed) =>
    buffer(compressed as AsyncIterable<Buffer>),
  );
  if (read.rows !== exported.rows || read.bytes !== exported.bytes) {
    throw new IncompleteExport(`${prefix} has ${read.rows} records instead of ${exported.rows}`);
  }
  return { rows: read.rows, bytes };
}

function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
  return lines;
}
