/** Reads config/quality.json: the quality gate and the bounds of the quality checks. */
import { z } from 'zod';
import file from '../../config/quality.json' with { type: 'json' };

const Share = z.number().min(0).max(1);

const QualityConfiguration = z.strictObject({
  /** Lowest share of good rows: of every delivered table, of the delivery, and of checks with tolerance `gate`. */
  gate: Share,
  missing_values: z.strictObject({
    /** Highest share of unknown values in a column that `columns` does not name; 1 allows any share. */
    tolerance: Share,
    /** Highest share by `<table>.<column>`. */
    columns: z.record(z.string(), Share),
  }),
  /**
   * What one day may soft-delete. An export that broke off delivers a file with few rows or none, and would end
   * everybody: a full delivery beyond a bound is held until a person accepts it.
   */
  missing_rows: z.strictObject({
    /** Fewer rows of a table than this may end, but not all: a handful of rows says nothing about the export. */
    minimum: z.int().positive(),
    /**
     * Highest share of a table's rows that a full delivery may end; 1 allows any. Customers stay for years. Applications
     * leave a file of open ones when they are decided, and statements and transactions one with a window of months.
     */
    tables: z.strictObject({
      customers: Share,
      credit_history: Share,
      transactions: Share,
      loan_applications: Share,
    }),
  }),
  missing_features: z.strictObject({
    /** Highest increase of a feature's share of unknown values since the last published run. */
    increase: Share,
    /** Rows that both runs need for a comparison. */
    minimum_rows: z.int().positive(),
  }),
  rejected_values: z.strictObject({
    /** Highest share of invalid values in an optional column of a delivery: more is a broken export. */
    share: Share,
    /** Invalid values that a column needs to count as broken. */
    minimum_values: z.int().positive(),
  }),
  /** Highest age in days of a table's newest event, counted back from the as-of date. */
  freshness: z.strictObject({ days: z.int().positive() }),
  volume: z.strictObject({
    /** Number of published deliveries of the same table and mode whose median row count is compared. */
    runs: z.int().positive(),
    /** Bounds as multiples of that median. */
    lowest: z.number().nonnegative(),
    highest: z.number().positive(),
  }),
  drift: z.strictObject({
    /** Highest population stability index of a category feature; 0.1 is a small shift, 0.25 a large one. */
    psi: z.number().positive(),
    /** Rows that both runs need for a comparison. */
    minimum_rows: z.int().positive(),
    /** Categories with fewer rows in both runs are counted together. */
    minimum_category_rows: z.int().nonnegative(),
  }),
  /** Number of applications of each partition whose events are counted again. */
  leakage: z.strictObject({ applications: z.int().positive() }),
});
export type QualityConfiguration = z.infer<typeof QualityConfiguration>;

export const qualityConfiguration: QualityConfiguration = QualityConfiguration.parse(file);

/** The bounds as parameters of a check's statement, for example `volume_lowest`. */
export function toBoundParameters(configuration: QualityConfiguration): Record<string, number> {
  const { missing_features, rejected_values, freshness, volume, drift, leakage } = configuration;
  const groups = Object.entries({ missing_features, rejected_values, freshness, volume, drift, leakage });
  return Object.fromEntries(
    groups.flatMap(([group, bounds]) => Object.entries(bounds).map(([name, value]) => [`${group}_${name}`, value])),
  );
}
