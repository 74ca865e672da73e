/**
 * The payload types that the daily workflow's Lambdas share. A payload carries references (ids, keys, counts),
 * never data: Step Functions keeps at most 256 KiB of state.
 */
import { z } from 'zod';

/** A calendar day that exists, as YYYY-MM-DD. */
export const AsOfDate = z.iso.date();

/**
 * One run of the daily workflow over one delivery. Each run is given a higher fencing token than every run before it;
 * a task that writes shows it, see running.ts.
 */
export const Run = z.object({ run_id: z.uuid(), as_of: AsOfDate, fencing_token: z.int().positive() });
export type Run = z.infer<typeof Run>;

/** The four tables a lender delivers. */
export const TableName = z.enum(['customers', 'credit_history', 'transactions', 'loan_applications']);
export type TableName = z.infer<typeof TableName>;

/** `full`: what is missing ended; `delta`: what is missing is unchanged. */
export const DeliveryMode = z.enum(['full', 'delta']);
export type DeliveryMode = z.infer<typeof DeliveryMode>;

/** How a lender's own column is read; `ignore` columns are dropped on the way in. */
export const AttributeType = z.enum(['number', 'category', 'ignore']);
export type AttributeType = z.infer<typeof AttributeType>;

/** A delivered file, as the manifest declares it and the landing bucket holds it. `sha256` is of the file as delivered. */
export const DeliveredFile = z.object({
  table: TableName,
  mode: DeliveryMode,
  name: z.string(),
  key: z.string(),
  /** The object's version as it was verified; absent where the bucket keeps none. */
  version_id: z.string().optional(),
  sha256: z.string(),
  /** Data rows the lender counted. */
  rows: z.int().nonnegative(),
  /** Size of the object, compressed if it is. */
  size_bytes: z.int().nonnegative(),
  attributes: z.record(z.string(), AttributeType),
});
export type DeliveredFile = z.infer<typeof DeliveredFile>;

/** An object in the work bucket that is imported in one statement; its key says of which table and file it is. */
export const Part = z.object({ key: z.string(), rows: z.int().nonnegative() });
export type Part = z.infer<typeof Part>;

/** Why a delivery is refused: a name that the runbook explains, and one clear line without personal data. */
export const DeliveryRefusal = z.object({ error: z.string(), message: z.string() });
export type DeliveryRefusal = z.infer<typeof DeliveryRefusal>;
