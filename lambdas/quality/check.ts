/** Defines a quality check: its header, its statements, and the rows that they return. */
import { z } from 'zod';

/** The header at the top of a check's file in sql/quality. */
export const CheckHeader = z.object({
  /** stop: a failure keeps the run from being published. warn: a failure is only reported. */
  severity: z.enum(['stop', 'warn']),
  /**
   * When the check fails. none: a row fails. gate: the share of good rows is below the gate. column: the share of
   * failed rows of a column exceeds that column's tolerance. sum: the failed rows of a key, which may be negative, do
   * not add up to zero. missing: the share of failed rows of a table exceeds that table's bound.
   */
  tolerance: z.enum(['none', 'gate', 'column', 'sum', 'missing']),
  description: z.string().min(1),
});

/**
 * A check with its statements: one, or one for each partition of the large tables. A statement returns one row; with
 * tolerance `column`, `sum` or `missing`, one row for each key. Parameters: run_id, and as_of and bounds of config/quality.json
 * where a statement names them.
 */
export type Check = z.infer<typeof CheckHeader> & { name: string; statements: string[] };

/** A row that a check's statement returns. */
export interface CheckCount {
  failed_rows: number;
  total_rows: number;
  /** Ten keys of failed rows at most, and no personal data. */
  sample_keys?: string[];
  /** The subject of the counts, with tolerance `column` (`<table>.<column>`), `sum` or `missing`. */
  key?: string;
}
