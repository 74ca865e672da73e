/** Writes everything that is not in the audit trail yet into it. Safe to run twice, or at the same time as another. */
import { RECORD_KINDS, type RecordKind } from '../../shared/audit/trail-entry.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { appendEntry, type EntryContent, type WriterDependencies } from './append-entry.ts';
import { catchUp, type TrailEnd } from './catch-up.ts';
import { ENTRY_ROWS, measureDelay, planRanges, type RangeRequest } from './plan-entries.ts';

export interface WriteTrailRequest extends WriterDependencies {
  /** No entry is begun after this time (milliseconds since 1970); the next call continues. */
  deadline: number;
  maxRows?: number;
}

export interface WrittenTrail {
  entries: number;
  rows: number;
  /** Number of the newest entry; 0 when there is none. */
  sequence: number;
  /** The database does not know entries of the trail, because it was restored. */
  restored: boolean;
  /** Age of the oldest row that is not in the trail. */
  delay_seconds: number;
}

/**
 * Appends the rows of all transactions that have ended.
 * @throws {BrokenTrail} when the trail is not the one that the database knows
 */
export async function writeTrail(request: WriteTrailRequest): Promise<WrittenTrail> {
  const { database } = request;
  // So that what happens by the time alone is recorded in time too.
  await database.query(readSqlFile('governance/catch_up.sql'));
  const [watermark] = await database.query<{ horizon: number }>(readSqlFile('audit/take_watermark.sql'));
  const ranges = { horizon: watermark?.horizon ?? 0, maxRows: request.maxRows ?? ENTRY_ROWS };
  const written = { entries: 0, rows: 0, sequence: 0, restored: false };
  let end = await explainEnd(request, await catchUp(database, request.location), written);
  for (const kind of RECORD_KINDS) {
    end = await writeKind({ ...request, ranges }, kind, end, written);
  }
  const delay_seconds = await measureDelay(database, RECORD_KINDS.filter(isMeasured));
  return { ...written, sequence: end.head.sequence, delay_seconds: Math.round(delay_seconds) };
}

/** Earlier decisions are recorded in the background: their age is no delay. */
const isMeasured = (kind: RecordKind) => kind !== 'earlier_decisions';

type Counts = Pick<WrittenTrail, 'entries' | 'rows' | 'restored'>;

async function writeKind(
  request: WriteTrailRequest & { ranges: RangeRequest },
  kind: RecordKind,
  start: TrailEnd,
  written: Counts,
): Promise<TrailEnd> {
  let end = start;
  let isAhead = true;
  while (isAhead) {
    isAhead = false;
    for await (const range of planRanges(request.database, kind, request.ranges)) {
      if (Date.now() >= request.deadline) return end;
      const appended = await append(request, end, { kind, range }, written);
      // Another writer was first, perhaps one of a database that was restored since: what it has recorded must be
      // planned anew, and what this database does not know must be explained.
      end = await explainEnd(request, appended.end, written);
      isAhead = !appended.isOwn;
      if (isAhead) break;
    }
  }
  return end;
}

/** Writes the entry that explains why the trail goes on as it does, where it needs one. */
async function explainEnd(request: WriteTrailRequest, found: TrailEnd, written: Counts): Promise<TrailEnd> {
  let end = found;
  while (end.lost || end.isNewBucket) {
    if (end.lost) written.restored = true;
    const content: EntryContent = end.lost ? { kind: 'restored', lost: end.lost } : { kind: 'opened' };
    end = (await append(request, end, content, written)).end;
  }
  return end;
}

async function append(
  request: WriteTrailRequest,
  { head }: TrailEnd,
  content: EntryContent,
  written: Counts,
): Promise<{ end: TrailEnd; isOwn: boolean }> {
  const appended = await appendEntry(request, head, content);
  if (!appended) return { end: await catchUp(request.database, request.location), isOwn: false };
  written.entries += 1;
  written.rows += appended.rows;
  return { end: { head: appended.head }, isOwn: true };
}
