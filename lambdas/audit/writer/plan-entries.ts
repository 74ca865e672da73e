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

export interface RangeRequest {
  /** Every transaction below it has ended. */
  horizon: number;
  maxRows: number;
}

/**
 * Plans the ranges of a kind from what is recorded to what has ended. Its statements do not become more with the time
 * since the last row of a kind: some lenders never override a decision.
 */
export async function* planRanges(
  database: Sql,
  kind: RecordKind,
  { horizon, maxRows }: RangeRequest,
): AsyncGenerator<TrailRange> {
  const position = await findPosition(database, kind);
  if (kind === 'earlier_decisions') yield* planEarlierRanges(database, position, maxRows);
  else if (await findOldestSeconds(database, kind, position)) {
    const windows =
      kind === 'decisions'
        ? listWindows(database, position)
        : [{ from_transaction: position.next_transaction, horizon, ...WHOLE_TIME }];
    yield* planTransactions(database, kind, windows, maxRows);
  }
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

/** Transactions of which all have ended, and when their rows were stored. */
interface Window {
  from_transaction: number;
  horizon: number;
  from_time: string;
  to_time: string;
}

/** Kinds with few rows need no times: an index finds them by their transaction, and a migration dates some before it. */
const WHOLE_TIME = { from_time: '-infinity', to_time: 'infinity' };

async function* planTransactions(
  database: Sql,
  kind: RecordKind,
  windows: AsyncIterable<Window> | Iterable<Window>,
  max_rows: number,
): AsyncGenerator<TrailRange> {
  for await (const window of windows) {
    let { from_transaction } = window;
    const planned = await database.query<PlannedRows>(readSqlFile('audit/plan_entries.sql'), {
      ...{ kind, ...window, max_rows },
    });
    for (const { to_transaction, first_time, last_time } of planned) {
      yield { from_transaction, to_transaction, from_time: first_time, to_time: last_time };
      from_transaction = to_transaction + 1;
    }
  }
}

async function* listWindows(database: Sql, { next_transaction }: Position): AsyncGenerator<Window> {
  for (let from_transaction = next_transaction; ; ) {
    const window = await findWindow(database, from_transaction);
    if (!window) return;
    yield { from_transaction, ...window };
    from_transaction = window.horizon;
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
    oldest = Math.max(oldest, await findOldestSeconds(database, kind, await findPosition(database, kind)));
  }
  return oldest;
}

async function findOldestSeconds(
  database: Sql,
  kind: RecordKind,
  { next_transaction: from_transaction }: Position,
): Promise<number> {
  // The window of the last recorded transaction: there is none after it where nothing has begun since, and without a
  // time all decisions of all years would be read.
  const window = kind === 'decisions' ? await findWindow(database, from_transaction - 1) : undefined;
  const [delay] = await database.query<{ seconds: number }>(readSqlFile('audit/find_oldest_unrecorded.sql'), {
    ...{ kind, from_transaction, from_time: window?.from_time ?? '-infinity' },
  });
  return delay?.seconds ?? 0;
}
