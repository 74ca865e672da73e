/** Names the hash partitions of the large tables, so that a statement can work on one of them. */
import { z } from 'zod';

/** Partitions of staging.credit_history and of staging.transactions. A customer's rows have the same number in both. */
export const PARTITIONS = 16;

/** Names of the partitions, `00` to `15`, in order. They end the names of the tables. */
export const PARTITION_NAMES: readonly string[] = Array.from({ length: PARTITIONS }, (_, partition) =>
  String(partition).padStart(2, '0'),
);

/** A partition's number, 0 to 15. */
export const Partition = z
  .int()
  .min(0)
  .max(PARTITIONS - 1);
