/** Defines the report of one import that a person keeps: what came in, what went out, what was refused and who decided. */
import type { ColumnMapping } from './mapping.ts';

export interface RefusedRow {
  file: string;
  /** Line of the original file (row of the sheet), from 1. */
  line: number;
  column: string | null;
  /** Without the value itself: it may be personal. */
  reason: string;
}

export interface ImportReport {
  mapping: string;
  files: { name: string; bytes: number; sha256: string; rows_in: number }[];
  /**
   * What was written for each day and table. A table that should be full is a delta when one of its rows was refused, so
   * that the row's earlier version is not soft-deleted.
   */
  deliveries: { as_of: string; table: string; mode: 'full' | 'delta'; rows: number }[];
  /** Rows that became no row of the contract, at most 10,000 of them here; `refused_rows` counts all. */
  refused: RefusedRow[];
  refused_rows: number;
  /** Single values that became unknown, by column and reason. */
  unknown_values: { column: string; reason: string; values: number; first_lines: number[] }[];
  outcomes: { good: number; bad: number; open: number; withheld: number };
  columns: (ColumnMapping & { source: string })[];
}
