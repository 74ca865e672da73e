/**
 * Limits of a lender's raw file, which is hostile until it is read: no file fills memory, time or disk. lib/config.ts has
 * the values of each environment.
 */
import { z } from 'zod';
import { readOptionalEnv } from '../../shared/env.ts';

const MIB = 2 ** 20;

export const RawFileLimits = z.strictObject({
  /** Bytes after decompression, of a file and of all members of an archive together. */
  decompressed_bytes: z.int().min(MIB),
  /** Decompressed bytes for each compressed byte, beyond the first 64 MiB. Exports of loans stay below 50. */
  decompression_ratio: z.int().min(10).max(1032),
  archive_members: z.int().min(1).max(65_535),
  /** Bytes that are held at once where a format has its index at the end: a workbook's texts, a member that is Parquet. */
  held_bytes: z
    .int()
    .min(MIB)
    .max(2048 * MIB),
  /** Columns of a table. A query of the database returns at most 1,664. */
  columns: z.int().min(1).max(16_384),
  /** Characters of one row, with all its fields. */
  row_characters: z
    .int()
    .min(1024)
    .max(64 * MIB),
});
export type RawFileLimits = z.infer<typeof RawFileLimits>;

/** The limits of every environment, and of a person's own machine. */
export const DEFAULT_RAW_FILE_LIMITS: RawFileLimits = {
  decompressed_bytes: 8 * 2 ** 30,
  decompression_ratio: 200,
  archive_members: 1000,
  held_bytes: 256 * MIB,
  columns: 1600,
  row_characters: 2 * MIB,
};

/**
 * Reads the limits of this environment: of a function, as lib/config.ts has them; without them those of a machine.
 * @throws {ZodError} when one is not in its range
 */
export function getRawFileLimits(): RawFileLimits {
  const limits = readOptionalEnv('RAW_FILE_LIMITS');
  return limits === undefined ? DEFAULT_RAW_FILE_LIMITS : RawFileLimits.parse(JSON.parse(limits));
}
