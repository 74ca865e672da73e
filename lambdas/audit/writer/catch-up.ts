/** Finds the end of the audit trail, and brings the database's book of it up to date after an interrupted call. */

import { NO_ENTRY_SHA256, type TrailEntry, type TrailHead } from '../../shared/audit/trail-entry.ts';
import { findFirstSequence, readEntry, type StoredEntry, type TrailLocation } from '../../shared/audit/trail-store.ts';
import type { Sql } from '../../shared/aws/database.ts';
import { uuid } from '../../shared/aws/database.ts';
import { RiskError } from '../../shared/errors.ts';
import { auditChainKey } from '../../shared/object-keys.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/** The trail is not the one that the database knows. Nothing is written until a person has looked. */
export class BrokenTrail extends RiskError {
  constructor(problem: string) {
    super(
      `${problem}; nothing is written until npm run audit -- verify and docs/runbook.md#audit-trail have been read`,
    );
  }
}

/** Where the trail ends, and what the next entry must explain before it goes on. */
export interface TrailEnd {
  head: TrailHead;
  /** Entries that the database does not know, because it was restored to an earlier state. */
  lost?: { from_sequence: number; to_sequence: number };
  /** The bucket has no entry, and the database knows some: it is a new bucket. */
  isNewBucket?: boolean;
}

/**
 * Follows the trail from the newest entry that the database knows. An entry that the database planned and does not know
 * as written is recorded: its writer died in between. One that it never planned was written before a restore.
 * @throws {BrokenTrail} when the known entry is gone or another, or a link does not fit
 */
export async function catchUp(database: Sql, location: TrailLocation): Promise<TrailEnd> {
  const [known] = await database.query<TrailHead>(readSqlFile('audit/find_head.sql'));
  if (known && !(await hasEntry(location, known))) return { head: known, isNewBucket: true };
  let head = known ?? { sequence: ((await findFirstSequence(location)) ?? 1) - 1, sha256: NO_ENTRY_SHA256 };
  let lost: TrailEnd['lost'];
  for (;;) {
    const next = await readEntry(location, head.sequence + 1);
    if (!next) return lost ? { head, lost } : { head };
    assertFollows(head, next, known !== undefined || lost !== undefined);
    head = { sequence: next.entry.sequence, sha256: next.sha256 };
    if (await isPlanned(database, next.entry)) {
      await recordHead(database, next.entry, next.sha256);
      lost = undefined; // the entry says itself which ones were lost
    } else {
      lost = { from_sequence: lost?.from_sequence ?? head.sequence, to_sequence: head.sequence };
    }
  }
}

/** Records that an entry is in the trail. Idempotent. */
export async function recordHead(database: Sql, { sequence, entry_id }: TrailEntry, sha256: string): Promise<void> {
  await database.execute(readSqlFile('audit/record_head.sql'), { sequence, entry_id: uuid(entry_id), sha256 });
}

async function hasEntry(location: TrailLocation, { sequence, sha256 }: TrailHead): Promise<boolean> {
  const stored = await readEntry(location, sequence);
  if (stored && stored.sha256 !== sha256)
    throw new BrokenTrail(`the audit object ${auditChainKey(sequence)} was changed`);
  if (!stored && (await findFirstSequence(location)) !== undefined) {
    throw new BrokenTrail(`the audit object ${auditChainKey(sequence)} is missing`);
  }
  return stored !== undefined;
}

function assertFollows(head: TrailHead, { entry }: StoredEntry, isFirstKnown: boolean): void {
  const isLinked = entry.previous_sha256 === head.sha256 || (!isFirstKnown && entry.kind === 'opened');
  if (entry.sequence !== head.sequence + 1 || !isLinked) {
    throw new BrokenTrail(`the audit object ${auditChainKey(head.sequence + 1)} does not follow the one before it`);
  }
}

async function isPlanned(database: Sql, { entry_id }: TrailEntry): Promise<boolean> {
  const [row] = await database.query<{ is_planned: boolean }>(readSqlFile('audit/is_planned_entry.sql'), {
    entry_id: uuid(entry_id),
  });
  return row?.is_planned ?? false;
}
