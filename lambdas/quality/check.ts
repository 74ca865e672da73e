/** What a quality check is. */
import { z } from 'zod';

/** What a check's file says at its top. */
export const CheckHeader = z.object({
  /** stop: a failure keeps the run from being published; warn: it is only shown. */
  severity: z.enum(['stop', 'warn']),
  /**
   * none: one failing row fails the check. gate: the share of good rows has to reach the gate. column: the share of
   * failing rows of each column has to stay within the column's own tolerance. sum: the failing rows of each key, which
   * may be negative, have to add up to none.
   */
  tolerance: z.enum(['none', 'gate', 'column', 'sum']),
  description: z.string().min(1),
});

/**
 * Each statement gives one row: failed_rows, total_rows and sample_keys, up to ten keys, never personal values. With
 * tolerance `column` or `sum` it gives a row for each key (a column is `table.column`): key, failed_rows and total_rows.
 * A check of the large tables has a statement a partition. Parameters: run_id, and where it names them as_of and the
 * bounds of config/quality.json.
 */
export type Check = z.infer<typeof CheckHeader> & { name: string; statements: string[] };
