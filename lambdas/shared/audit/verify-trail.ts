/**
 * Verifies the audit trail: its chain, its objects with their locks, and every row of the database against its record.
 * Reads only.
 */
import type { Sql } from '../aws/database.ts';
import { auditChainKey } from '../object-keys.ts';
import { compareEntry, type DatabaseContents, findUnrecordedRows, readDatabaseContents } from './compare-rows.ts';
import type { TrailFinding, TrailVerification } from './findings.ts';
import { NO_ENTRY_SHA256, type TrailEntry } from './trail-entry.ts';
import { InvalidTrailEntry, listSequences, readEntry, type StoredEntry, type TrailLocation } from './trail-store.ts';
import { type ExpectedLock, verifyObjects } from './verify-objects.ts';

export interface TrailToVerify {
  /** The database as risk_audit. */
  database: Sql;
  location: TrailLocation;
  lock: ExpectedLock;
  /** ISO date. Objects and rows of earlier entries are not read again; their chain always is. */
  from?: string | undefined;
}

/** Entries that are read at the same time. */
const CONCURRENT_READS = 16;

/** Verifies the trail from its first entry in the bucket to its last, and then the rows of the database. */
export async function verifyTrail(trail: TrailToVerify): Promise<TrailVerification> {
  const contents = await readDatabaseContents(trail.database);
  const result: TrailVerification = { findings: [], notes: [], entries: 0, records: 0, head: undefined };
  const chain = new ChainCheck(contents, result);
  for await (const { sequence, stored } of readEntries(trail.location)) {
    if (!chain.accept(sequence, stored) || !stored) continue;
    result.entries += 1;
    const { entry, sha256 } = stored;
    result.head = { sequence, sha256, written_at: entry.written_at };
    if (trail.from && entry.written_at < trail.from) continue;
    const objects = await verifyObjects(trail.location, entry, trail.lock);
    result.findings.push(...objects.findings);
    if (!('records' in entry) || !objects.isReadable) continue;
    const compared = await compareEntry(trail, entry, contents);
    result.findings.push(...compared.findings);
    result.notes.push(...compared.notes);
    result.records += entry.records.rows;
  }
  chain.finish();
  result.findings.push(...(await findUnrecordedRows(trail.database, trail.from)));
  return result;
}

interface ReadEntry {
  sequence: number;
  /** Undefined where the object is no entry. */
  stored: StoredEntry | undefined;
}

async function* readEntries(location: TrailLocation): AsyncGenerator<ReadEntry> {
  const sequences = await listSequences(location);
  for (let at = 0; at < sequences.length; at += CONCURRENT_READS) {
    yield* await Promise.all(
      sequences.slice(at, at + CONCURRENT_READS).map(async (sequence) => ({
        sequence,
        stored: await readEntry(location, sequence).catch((error: unknown) => {
          if (error instanceof InvalidTrailEntry) return undefined;
          throw error;
        }),
      })),
    );
  }
}

/** Follows the chain: numbers without a gap, every hash that of the entry before, every head the one the database knows. */
class ChainCheck {
  readonly #contents: DatabaseContents;
  readonly #result: TrailVerification;
  #previous: { sequence: number; sha256: string } | undefined;
  #lost: { from: number; to: number } | undefined;

  constructor(contents: DatabaseContents, result: TrailVerification) {
    this.#contents = contents;
    this.#result = result;
  }

  /** @returns whether the entry can be read */
  accept(sequence: number, stored: StoredEntry | undefined): boolean {
    const expected = this.#previous ? this.#previous.sequence + 1 : this.#findFirst(stored?.entry, sequence);
    for (let missing = expected; missing < sequence; missing += 1) {
      this.#report('missing_object', `${auditChainKey(missing)} is missing`);
    }
    const known = this.#contents.heads.get(sequence);
    if (!stored || (known && known !== stored.sha256)) {
      this.#report('changed_object', `${auditChainKey(sequence)} is not what was written`);
      this.#previous = { sequence, sha256: known ?? '' };
      return false;
    }
    const { entry, sha256 } = stored;
    const isFirst =
      !this.#previous && (sequence === 1 ? entry.previous_sha256 === NO_ENTRY_SHA256 : entry.kind === 'opened');
    const isLinked =
      isFirst || (this.#previous?.sequence === sequence - 1 && entry.previous_sha256 === this.#previous.sha256);
    if (!isLinked || entry.sequence !== sequence) {
      this.#report('broken_chain', `${auditChainKey(sequence)} does not follow the entry before it`);
    }
    this.#noteRestore(entry);
    this.#previous = { sequence, sha256 };
    return true;
  }

  /** Reports what the database knows and the bucket does not have, and entries that only the bucket has. */
  finish(): void {
    const last = this.#previous?.sequence ?? 0;
    for (const sequence of this.#contents.heads.keys()) {
      if (sequence > last) this.#report('missing_object', `${auditChainKey(sequence)} is missing`);
    }
    if (!this.#lost) return;
    const { from, to } = this.#lost;
    const message = `the database does not know the entries ${from} to ${to}: it is older than the trail, as after a restore`;
    this.#report('lost_entries', message);
  }

  /** A bucket begins with entry 1, or with one that says that the trail began in another bucket. */
  #findFirst(entry: TrailEntry | undefined, sequence: number): number {
    return entry?.kind === 'opened' ? sequence : 1;
  }

  #noteRestore(entry: TrailEntry): void {
    const { sequence } = entry;
    if (!this.#contents.isKnown(entry)) {
      this.#lost = { from: this.#lost?.from ?? sequence, to: sequence };
    } else if (entry.kind === 'restored') {
      const { from_sequence, to_sequence } = entry.lost;
      this.#result.notes.push(
        `the database was restored before ${entry.written_at} and lost the entries ${from_sequence} to ${to_sequence}`,
      );
      this.#lost = undefined;
    }
  }

  #report(problem: TrailFinding['problem'], message: string): void {
    this.#result.findings.push({ problem, message });
  }
}
