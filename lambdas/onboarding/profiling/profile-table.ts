/** Profiles a raw table in one streaming pass: what each column's texts are, how they are read, and what is unknown. */
import type { ColumnProfile, TableProfile } from '../contract/profile.ts';
import type { RawTable } from '../contract/raw-file.ts';
import { ColumnCounter } from './column-counter.ts';
import type { FormatGuess } from './guess-format.ts';
import { createTextHash, extendHash, HashSet, toHashNumber } from './hash-text.ts';
import { settleFormats } from './settle-formats.ts';
import { summariseColumn } from './summarise-column.ts';

/** Kept texts of a column, and of all columns of a table. */
const MAX_ENTRIES = 10_000;
const MAX_ENTRIES_OF_TABLE = 600_000;
/** Rows beyond this are not compared with each other: each costs some sixteen bytes. */
const MAX_COMPARED_ROWS = 8_000_000;

export interface ProfileOptions {
  /** Told the rows read so far, after every batch. */
  progress?: ((rows: number) => void) | undefined;
  /** YYYY-MM-DD: dates far after it are no dates. */
  today?: string | undefined;
}

/** Reads the table once and describes every column. */
export async function profileTable(table: RawTable, options: ProfileOptions = {}): Promise<TableProfile> {
  const today = options.today ?? new Date().toISOString().slice(0, 10);
  const maxEntries = Math.min(MAX_ENTRIES, Math.ceil(MAX_ENTRIES_OF_TABLE / Math.max(1, table.columns.length)));
  const counters = table.columns.map((name) => new ColumnCounter(name, maxEntries, today));
  const seen = new HashSet();
  const textHash = createTextHash();
  let rows = 0;
  let duplicateRows = 0;
  for await (const batch of table.rows()) {
    for (const { line, values } of batch) {
      rows += 1;
      const rowHash = createTextHash();
      for (let at = 0; at < counters.length; at += 1) {
        counters[at]?.add(values[at] ?? null, line, textHash);
        extendHash(rowHash, textHash.low, textHash.high);
      }
      if (rows <= MAX_COMPARED_ROWS && !seen.add(toHashNumber(rowHash.low, rowHash.high))) duplicateRows += 1;
    }
    options.progress?.(rows);
  }
  const guesses = settleFormats(counters.map((counter) => counter.guessFormat()));
  const columns = counters.map((counter, at) =>
    summariseColumn(table.columns[at] ?? '', counter, guesses[at] as FormatGuess),
  );
  return {
    file: table.file,
    part: table.part,
    rows,
    columns: markEqualColumns(counters, columns),
    duplicate_rows: duplicateRows,
    remarks: [...table.remarks],
  };
}

/** Names the first of columns that have the same text in every row. */
function markEqualColumns(counters: readonly ColumnCounter[], columns: readonly ColumnProfile[]): ColumnProfile[] {
  const first = new Map<string, string>();
  return columns.map((profile, at) => {
    const hash = counters[at]?.hash;
    const key = `${hash?.low}/${hash?.high}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, profile.column);
    return profile.known > 0 && profile.distinct > 1 && earlier !== undefined
      ? { ...profile, same_as: earlier }
      : profile;
  });
}
