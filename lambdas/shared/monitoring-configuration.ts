/** Reads config/monitoring.json: measurement windows, minimum rows, and the bounds of drift and degradation. */
import { z } from 'zod';
import file from '../../config/monitoring.json' with { type: 'json' };

/** Effect sizes. A figure reaches a level when it exceeds the bound by more than sampling noise. */
const Bounds = z
  .strictObject({ warn: z.number().nonnegative(), alert: z.number().nonnegative() })
  .refine(({ warn, alert }) => warn <= alert, 'warn is not above alert');
export type Bounds = z.infer<typeof Bounds>;

const MonitoringConfiguration = z.strictObject({
  drift: z.strictObject({
    /** Measurement window: days of publications, up to the measured one, whose scores count. */
    window_days: z.int().positive(),
    /** Largest sample of scores; more do not improve the figures. */
    sample_rows: z.int().positive(),
    /** With fewer scores the level is `insufficient`. */
    minimum_rows: z.int().positive(),
    /** Population stability index: below 0.1 little has changed, above 0.25 much has (Siddiqi, 2006). */
    psi: Bounds,
    /** Growth of the share of categories that training did not see. */
    unseen_share: Bounds,
    /** Features that change with the calendar: their drift is measured and shown, and always has the level `ok`. */
    ignored_features: z.array(z.string()),
  }),
  performance: z.strictObject({
    /** Measurement window: days of outcomes, up to the measured publication. */
    window_days: z.int().positive(),
    /** With fewer defaults, or fewer other outcomes, the level is `insufficient`. */
    minimum_defaults: z.int().positive(),
    minimum_others: z.int().positive(),
    /** Difference of the holdout's figure and the realised one. */
    auc_drop: Bounds,
    ks_drop: Bounds,
    /** Increase over the holdout's figure, as a share of it. */
    brier_rise: Bounds,
    /** Expected calibration error over ten bins of equal row counts. */
    ece: Bounds,
    /** Bad rate / mean PD or its inverse, whichever is larger. */
    bad_rate_ratio: Bounds,
    band: z
      .strictObject({
        minimum_rows: z.int().positive(),
        /** Absolute difference of a band's bad rate and mean PD. */
        warn: z.number().nonnegative(),
        alert: z.number().nonnegative(),
      })
      .refine(({ warn, alert }) => warn <= alert, 'warn is not above alert'),
  }),
  freshness: z.strictObject({
    /** Age of the newest publication from which the result's level is `alert`. */
    publication_hours: z.number().positive(),
    /** Hour from which a day without a publication is late. */
    due_hour_utc: z.int().min(0).max(23),
  }),
  retraining: z.strictObject({
    /** Features at alert that are enough for a training. Scores at alert and degradation always are. */
    features: z.int().positive(),
  }),
  experiments: z.strictObject({
    /** Sizes of arms that chance makes more rarely than this are no chance: many experiments are checked every day. */
    sample_ratio_p_value: z.number().gt(0).max(0.05),
    /** With fewer requests in an arm its error rate stops nothing. */
    minimum_requests: z.int().min(10),
    /** Days after its end for which an experiment is measured once a day: outcomes take the performance window. */
    follow_days: z.int().positive(),
  }),
});
export type MonitoringConfiguration = z.infer<typeof MonitoringConfiguration>;

export const monitoringConfiguration: MonitoringConfiguration = MonitoringConfiguration.parse(file);
