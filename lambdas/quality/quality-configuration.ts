/** config/quality.json, typed: the gate and every bound that a quality check judges by. */
import { z } from 'zod';
import file from '../../config/quality.json' with { type: 'json' };

const share = z.number().min(0).max(1);

const QualityConfiguration = z.strictObject({
  /** Least share of good rows: of every delivered table, of the whole delivery, and of checks with tolerance `gate`. */
  gate: share,
  missing_values: z.strictObject({
    /** Largest share of unknown values in a column that is not named below; 1 = any. */
    tolerance: share,
    /** By `table.column`. */
    columns: z.record(z.string(), share),
  }),
  missing_features: z.strictObject({
    /** How much larger than in the last published run the share of unknown values of a feature may be. */
    increase: share,
    /** Rows that both runs need to be compared. */
    minimum_rows: z.int().positive(),
  }),
  /** Newest event of a delivered table: at most so many days before the delivery. */
  freshness: z.strictObject({ days: z.int().positive() }),
  volume: z.strictObject({
    /** Published deliveries of the same table and mode whose median a delivery is compared with. */
    runs: z.int().positive(),
    /** As a multiple of that median. */
    lowest: z.number().nonnegative(),
    highest: z.number().positive(),
  }),
  drift: z.strictObject({
    /** Largest population stability index of a category feature; 0.1 is a small shift, 0.25 a large one. */
    psi: z.number().positive(),
    /** Rows that both runs need to be compared. */
    minimum_rows: z.int().positive(),
    /** Categories that have fewer rows in both runs count as one. */
    minimum_category_rows: z.int().nonnegative(),
  }),
  /** Applications, of each of the sixteen partitions, whose events are counted again. */
  leakage: z.strictObject({ applications: z.int().positive() }),
});
export type QualityConfiguration = z.infer<typeof QualityConfiguration>;

export const qualityConfiguration: QualityConfiguration = QualityConfiguration.parse(file);

/** What a check's statement may name as a parameter beside run_id and as_of, such as `:volume_lowest`. */
export function toBoundParameters(configuration: QualityConfiguration): Record<string, number> {
  const { missing_features, freshness, volume, drift, leakage } = configuration;
  const groups = Object.entries({ missing_features, freshness, volume, drift, leakage });
  return Object.fromEntries(
    groups.flatMap(([group, values]) => Object.entries(values).map(([name, value]) => [`${group}_${name}`, value])),
  );
}
