/** Reads the audit trail from its bucket: entries one by one, and the records of an entry line by line. */
import { buffer } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { ObjectMissing, type ObjectStore } from '../aws/object-store.ts';
import { readLines } from '../csv/read-lines.ts';
import { RiskError } from '../errors.ts';
import { AUDIT_CHAIN_ROOT, auditChainKey, parseAuditChainKey } from '../object-keys.ts';
import { hashBytes, type RecordEntry, TrailEntry } from './trail-entry.ts';

/** The bucket of the trail. */
export interface TrailLocation {
  store: ObjectStore;
  bucket: string;
}

/** An entry of the trail is no such document, so nothing can be written after it. */
export class InvalidTrailEntry extends RiskError {
  constructor(key: string) {
    super(`the audit object ${key} is no entry of the trail; npm run audit -- verify says what differs`);
  }
}

export interface StoredEntry {
  entry: TrailEntry;
  /** SHA-256 of the object. */
  sha256: string;
}

/**
 * Reads one entry; undefined where there is none.
 * @throws {InvalidTrailEntry} when the object is something else
 */
export async function readEntry({ store, bucket }: TrailLocation, sequence: number): Promise<StoredEntry | undefined> {
  const key = auditChainKey(sequence);
  const bytes = await readBytes({ store, bucket }, key);
  if (!bytes) return undefined;
  const parsed = TrailEntry.safeParse(parseJson(bytes));
  if (!parsed.success) throw new InvalidTrailEntry(key);
  return { entry: parsed.data, sha256: hashBytes(bytes) };
}

/** The number of the first entry in the bucket; undefined where there is none. */
export async function findFirstSequence({ store, bucket }: TrailLocation): Promise<number | undefined> {
  for await (const { key } of store.list(bucket, AUDIT_CHAIN_ROOT)) return parseAuditChainKey(key);
  return undefined;
}

/** Lists the numbers of the entries in the bucket, in order. */
export async function listSequences({ store, bucket }: TrailLocation): Promise<number[]> {
  const sequences: number[] = [];
  for await (const { key } of store.list(bucket, AUDIT_CHAIN_ROOT)) sequences.push(parseAuditChainKey(key));
  return sequences;
}

/**
 * The records of an entry as JSON texts, in bounded memory.
 * @param onBytes called with the bytes as they are stored
 * @throws {ObjectMissing} when the object is not there
 */
export async function* readRecords(
  { store, bucket }: TrailLocation,
  { records }: RecordEntry,
  onBytes: (bytes: Uint8Array) => void = () => {},
): AsyncGenerator<string> {
  const stream = await store.getStream(bucket, records.key);
  const text = createGunzip();
  stream.on('data', onBytes);
  stream.on('error', (error) => text.destroy(error));
  stream.pipe(text);
  yield* readLines(text);
}

async function readBytes({ store, bucket }: TrailLocation, key: string): Promise<Uint8Array | undefined> {
  try {
    return await buffer(await store.getStream(bucket, key));
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
