/**
 * Defines the payload types that the Lambdas of the daily workflow share. Payloads contain references (ids, keys,
 * counts) and no data, because Step Functions limits them to 256 KiB.
 */
import { z } from 'zod';

/** An as-of date: an existing calendar day, YYYY-MM-DD. The database has no year 0. */
export const AsOfDate = z.iso.date().refine((day) => day >= '0001', 'Must be a day of year 1 or later');

/** One run of the daily workflow over one delivery. run-fence.ts checks the fencing token in every transaction. */
export const Run = z.object({ run_id: z.uuid(), as_of: AsOfDate, fencing_token: z.int().positive() });
export type Run = z.infer<typeof Run>;

/** The four tables that a lender delivers. */
export const TableName = z.enum(['customers', 'credit_history', 'transactions', 'loan_applications']);
export type TableName = z.infer<typeof TableName>;

/** `full`: rows that are missing are soft-deleted. `delta`: rows that are missing stay unchanged. */
export const DeliveryMode = z.enum(['full', 'delta']);
export type DeliveryMode = z.infer<typeof DeliveryMode>;

/** The type of an attribute. Columns of type `ignore` are not imported. */
export const AttributeType = z.enum(['number', 'category', 'ignore']);
export type AttributeType = z.infer<typeof AttributeType>;

/** A delivered file as declared by the manifest and found in the landing bucket. */
export const DeliveredFile = z.object({
  table: TableName,
  mode: DeliveryMode,
  name: z.string(),
  key: z.string(),
  /** The verified version of the object; absent when the bucket keeps no versions. */
  version_id: z.string().optional(),
  /** Of the file as it was delivered, which may be compressed. */
  sha256: z.string(),
  /** Data rows as counted by the lender. */
  rows: z.int().nonnegative(),
  /** Of the file as it was delivered. */
  size_bytes: z.int().nonnegative(),
  attributes: z.record(z.string(), AttributeType),
});
export type DeliveredFile = z.infer<typeof DeliveredFile>;

/** A part of a file: an object in the work bucket that one statement imports. Its key names the table and the file. */
export const Part = z.object({ key: z.string(), rows: z.int().nonnegative() });
export type Part = z.infer<typeof Part>;

/** Why a delivery is refused: an error name that docs/runbook.md explains, and one line without personal data. */
export const DeliveryRefusal = z.object({ error: z.string(), message: z.string() });
export type DeliveryRefusal = z.infer<typeof DeliveryRefusal>;
