/** Verifies the objects of one entry of the audit trail: present, unchanged, complete and locked. */
import { createHash } from 'node:crypto';
import { type ObjectLock, ObjectMissing } from '../aws/object-store.ts';
import { auditChainKey } from '../object-keys.ts';
import { formatCountOf } from '../page/number-format.ts';
import type { TrailFinding } from './findings.ts';
import type { RecordEntry, TrailEntry } from './trail-entry.ts';
import { readRecords, type TrailLocation } from './trail-store.ts';

/** The lock that every object was written with. */
export interface ExpectedLock {
  mode: ObjectLock['mode'];
  days: number;
}

const DAY_MILLISECONDS = 86_400_000;

/** @returns findings, and whether the records can be read */
export async function verifyObjects(
  location: TrailLocation,
  entry: TrailEntry,
  lock: ExpectedLock,
): Promise<{ findings: TrailFinding[]; isReadable: boolean }> {
  const findings = await verifyLock(location, auditChainKey(entry.sequence), entry, lock);
  if (!('records' in entry)) return { findings, isReadable: false };
  const { key } = entry.records;
  findings.push(...(await verifyLock(location, key, entry, lock)));
  if (findings.some(({ problem }) => problem === 'missing_object')) return { findings, isReadable: false };
  const isIntact = await verifyRecords(location, entry);
  if (!isIntact)
    findings.push({ problem: 'changed_object', message: `${key} is not what entry ${entry.sequence} names` });
  return { findings, isReadable: isIntact };
}

async function verifyLock(
  { store, bucket }: TrailLocation,
  key: string,
  { written_at }: TrailEntry,
  { mode, days }: ExpectedLock,
): Promise<TrailFinding[]> {
  try {
    const { lock } = await store.head(bucket, key);
    // S3 counts from the moment of its write, which is some seconds after the entry's.
    const until = Date.parse(written_at) + (days - 1) * DAY_MILLISECONDS;
    if (lock?.mode === mode && lock.until.getTime() >= until) return [];
    const found = lock ? `locked in ${lock.mode} mode until ${lock.until.toISOString()}` : 'not locked';
    const message = `${key} is ${found}, instead of in ${mode} mode for ${formatCountOf(days, 'day')}`;
    return [{ problem: 'unlocked_object', message }];
  } catch (error) {
    if (!(error instanceof ObjectMissing)) throw error;
    return [{ problem: 'missing_object', message: `${key} is missing` }];
  }
}

async function verifyRecords(location: TrailLocation, entry: RecordEntry): Promise<boolean> {
  const hash = createHash('sha256');
  let rows = 0;
  try {
    for await (const _ of readRecords(location, entry, (bytes) => hash.update(bytes))) rows += 1;
  } catch (error) {
    if (error instanceof Error && (error as NodeJS.ErrnoException).code?.startsWith('Z_')) return false;
    throw error;
  }
  return hash.digest('hex') === entry.records.sha256 && rows === entry.records.rows;
}
