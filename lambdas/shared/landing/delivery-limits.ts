/**
 * Limits of a delivery, so that no file or manifest can fill memory, time or the database. lib/config.ts has the values;
 * the functions read them from their environment.
 */
import { z } from 'zod';
import { requireEnv } from '../env.ts';

export const DeliveryLimits = z.strictObject({
  /** Bytes of manifest.json, which is parsed as a whole. */
  manifest_bytes: z
    .int()
    .min(1024)
    .max(16 * 2 ** 20),
  /** Files of a manifest. Each is a task of the workflow, whose history has at most 25,000 events. */
  files: z.int().min(1).max(1000),
  /**
   * Attributes of a table in one manifest, and those that models or fairness read over all deliveries. A query returns
   * at most 1,664 columns, and the export of a training set has one for each. The API accepts 500 in a request.
   */
  attributes_per_table: z.int().min(0).max(500),
  /** Bytes of a file, as delivered and decompressed. The task that reads it has 15 minutes. */
  file_bytes: z.int().min(1024),
  /** Rejected rows of a file. Each is stored with its reason. */
  rejected_rows_per_file: z.int().min(0),
});
export type DeliveryLimits = z.infer<typeof DeliveryLimits>;

/** The limits of every environment. */
export const DEFAULT_DELIVERY_LIMITS: DeliveryLimits = {
  manifest_bytes: 2 ** 20,
  files: 200,
  attributes_per_table: 200,
  file_bytes: 8 * 2 ** 30,
  rejected_rows_per_file: 1_000_000,
};

/**
 * Reads the limits of this environment.
 * @throws {MissingEnvironmentVariable} when they are not set
 * @throws {ZodError} when one is not in its range
 */
export const getDeliveryLimits = (): DeliveryLimits => DeliveryLimits.parse(JSON.parse(requireEnv('DELIVERY_LIMITS')));

/** Limit of a line and of a record over several lines, in UTF-16 units. */
export const MAX_RECORD_LENGTH = 64 * 1024;
