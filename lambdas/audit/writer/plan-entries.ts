/** Plans which rows the next entries of the audit trail record. */
import type { RecordKind, TrailRange } from '../../shared/audit/trail-entry.ts';
import type { Sql } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';

/** Rows of an entry, about: its export takes seconds, far below the Data API's 45, and its object some 10 MB. */
export const ENTRY_ROWS = 100_000;

/** How far the trail has recorded a kind. */
interface Position {
  next_transaction: number;
  /** Time of the last recorded row. */
  to_time: string;
}

async function findPosition(database: Sql, kind: RecordKind): Promise<Position> {
  const [position] = await database.query<Position>(readSqlFile('audit/find_position.sql'), { kind });
  return position ?? { next_transaction: 0, to_time: '-infinity' };
}

/** Plans the ranges of a kind from what is recorded to what has ended, window by window. */
export async function* planRanges(database: Sql, kind: RecordKind, maxRows: number): AsyncGenerator<TrailRange> {
  const position = await findPosition(database, kind);
  yield* kind === 'earlier_decisions'
    ? planEarlierRanges(database, position, maxRows)
    : planTransactions(database, kind, position, maxRows);
}

async function* planEarlierRanges(database: Sql, { to_time }: Position, max_rows: number): AsyncGenerator<TrailRange> {
  for (let from_time = to_time; ; ) {
    const [planned] = await database.query<{ rows: number; to_time: string }>(
      readSqlFile('audit/plan_earlier_decisions.sql'),
      { from_time, max_rows },
    );
    if (!planned?.rows) return;
    yield { from_transaction: null, to_transaction: null, from_time, to_time: planned.to_time };
    from_time = planned.to_time;
  }
}

interface PlannedRows {
  rows: number;
  to_transaction: number;
  first_time: string;
  last_time: string;
}

async function* planTransactions(
  database: Sql,
  kind: RecordKind,
  { next_transaction }: Position,
  max_rows: number,
): AsyncGenerator<TrailRange> {
  for (let from_transaction = next_transaction; ; ) {
    const window = await findWindow(database, from_transaction);
    if (!window) return;
    const { horizon, ...times } = window;
    // The other kinds have few rows, and their migration dates some of them before it.
    const { from_time, to_time } = kind === 'decisions' ? times : { from_time: '-infinity', to_time: 'infinity' };
    const planned = await database.query<PlannedRows>(readSqlFile('audit/plan_entries.sql'), {
      ...{ kind, from_transaction, horizon, from_time, to_time, max_rows },
    });
    for (const { to_transaction, first_time, last_time } of planned) {
      yield { from_transaction, to_transaction, from_time: first_time, to_time: last_time };
      from_transaction = to_transaction + 1;
    }
    from_transaction = horizon;
  }
}

/** The next transactions to record, and when their rows were stored; undefined where no more have ended. */
async function findWindow(database: Sql, from_transaction: number) {
  const [window] = await database.query<{ horizon: number; from_time: string; to_time: string }>(
    readSqlFile('audit/plan_window.sql'),
    { from_transaction },
  );
  return window;
}

/** Age in seconds of the oldest row that the trail does not have; 0 when it has all. */
export async function measureDelay(database: Sql, kinds: readonly RecordKind[]): Promise<number> {
  let oldest = 0;
  for (const kind of kinds) {
    const { next_transaction: from_transaction } = await findPosition(database, kind);
    const window = await findWindow(database, from_transaction);
    const from_time = kind === 'decisions' ? (window?.from_time ?? '-infinity') : '-infinity';
    const [delay] = await database.query<{ seconds: number }>(readSqlFile('audit/find_oldest_unrecorded.sql'), {
      ...{ kind, from_transaction, from_time },
    });
    oldest = Math.max(oldest, delay?.seconds ?? 0);
  }
  return oldest;
}
