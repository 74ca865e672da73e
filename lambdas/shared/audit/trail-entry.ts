/** The document of one entry of the audit trail, as it stands in the write-once bucket. docs/audit.md explains it. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * What an entry can record, in the order in which a call of the writer does. `earlier_decisions` are those from before
 * their transactions were stored; years of them are the last, so that nothing new waits for them.
 */
export const RECORD_KINDS = ['decisions', 'overrides', 'events', 'deletions', 'earlier_decisions'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** The hash that the first entry names as that of its predecessor. */
export const NO_ENTRY_SHA256 = '0'.repeat(64);

const Sha256 = z.stringFormat('sha256', /^[0-9a-f]{64}$/);

/** Rows that an entry covers. */
const Range = z.strictObject({
  from_transaction: z.int().nullable(),
  to_transaction: z.int().nullable(),
  from_time: z.string().nullable(),
  to_time: z.string().nullable(),
});
export type TrailRange = z.infer<typeof Range>;

/** The object with the records of an entry: gzip of JSON lines. */
const Records = z.strictObject({
  key: z.string(),
  sha256: Sha256,
  size_bytes: z.int().min(0),
  rows: z.int().min(0),
});

const shared = {
  format: z.literal(1),
  sequence: z.int().min(1),
  entry_id: z.uuid(),
  /** Name of the bucket: an entry that is copied elsewhere shows it. */
  bucket: z.string(),
  previous_sha256: Sha256,
  written_at: z.iso.datetime(),
};

export const TrailEntry = z.discriminatedUnion('kind', [
  z.strictObject({ ...shared, kind: z.enum(RECORD_KINDS), range: Range, records: Records }),
  /** The database was restored: it does not know the entries of `lost`, which were written before. */
  z.strictObject({
    ...shared,
    kind: z.literal('restored'),
    lost: z.strictObject({ from_sequence: z.int().min(1), to_sequence: z.int().min(1) }),
  }),
  /** The bucket is new: the entries before this one are in another. */
  z.strictObject({ ...shared, kind: z.literal('opened') }),
]);
export type TrailEntry = z.infer<typeof TrailEntry>;
export type RecordEntry = Extract<TrailEntry, { records: unknown }>;

/** The newest entry: the next one has the number after it, and names its hash. */
export interface TrailHead {
  sequence: number;
  sha256: string;
}

export const hashBytes = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
