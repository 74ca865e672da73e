/** config/monitoring.json, typed: what is measured on how many rows, and from where on it is drift or degradation. */
import { z } from 'zod';
import file from '../../../config/monitoring.json' with { type: 'json' };

/** Effect sizes: a level is reached where the figure goes beyond its bound by more than chance gives so many rows. */
const Bounds = z
  .strictObject({ warn: z.number().nonnegative(), alert: z.number().nonnegative() })
  .refine(({ warn, alert }) => warn <= alert, 'warn is not above alert');
export type Bounds = z.infer<typeof Bounds>;

const Configuration = z.strictObject({
  drift: z.strictObject({
    /** Days of publications, back from the one measured, whose scores count. */
    window_days: z.int().positive(),
    /** The most scores that are looked at; more make no figure better. */
    sample_rows: z.int().positive(),
    /** Fewer scores than this give no level. */
    minimum_rows: z.int().positive(),
    /** Population stability index: below 0.1 little has changed, above 0.25 much has (Siddiqi, 2006). */
    psi: Bounds,
    /** By how much the share of categories that training has not seen may grow. */
    unseen_share: Bounds,
    /** Features whose drift is measured and shown, and never has a level: those that move with the calendar. */
    ignored_features: z.array(z.string()),
  }),
  performance: z.strictObject({
    /** Days of outcomes, back from the publication measured, that count. */
    window_days: z.int().positive(),
    /** Fewer defaults, or fewer other outcomes, give no level. */
    minimum_defaults: z.int().positive(),
    minimum_others: z.int().positive(),
    /** How far below the holdout's the realised figure may lie. */
    auc_drop: Bounds,
    ks_drop: Bounds,
    /** How much larger than the holdout's, as a share of it. */
    brier_rise: Bounds,
    /** Expected calibration error over ten bins of equal row counts. */
    ece: Bounds,
    /** Bad rate over mean PD, or the other way round where that is more. */
    bad_rate_ratio: Bounds,
    band: z
      .strictObject({
        minimum_rows: z.int().positive(),
        /** Difference of bad rate and mean PD of a band. */
        warn: z.number().nonnegative(),
        alert: z.number().nonnegative(),
      })
      .refine(({ warn, alert }) => warn <= alert, 'warn is not above alert'),
  }),
  freshness: z.strictObject({
    /** Age of the newest publication from which it is told as late. */
    publication_hours: z.number().positive(),
    /** A day without a publication is late from this hour on. */
    due_hour_utc: z.int().min(0).max(23),
  }),
  retraining: z.strictObject({
    /** So many features at alert tell drift by themselves; scores at alert, and degradation, always do. */
    features: z.int().positive(),
  }),
});
export type Configuration = z.infer<typeof Configuration>;

export const configuration: Configuration = Configuration.parse(file);
