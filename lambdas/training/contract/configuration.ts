/** config/training.json, typed: what is learned from, which gates a model passes, and when training runs by itself. */
import { z } from 'zod';
import file from '../../../config/training.json' with { type: 'json' };

/** What a verdict other than passed leads to: the model is rejected, waits as challenger for a person, or passes. */
const Consequence = z.enum(['reject', 'hold', 'pass']);

const Gates = z.strictObject({
  /** The Python model and the ONNX graph: largest difference of two PDs. No decision may differ at all. */
  parity: z.strictObject({ max_abs_difference: z.number().positive() }),
  /** AUC on the holdout. A first model needs more than its own bound there and in cross-validation. */
  discrimination: z.strictObject({
    min_auc: z.number().min(0.5).max(1),
    first_model_min_auc: z.number().min(0).max(1),
  }),
  /** Expected calibration error on the holdout, beyond what chance alone gives so many rows. */
  calibration: z.strictObject({
    max_ece: z.number().min(0).max(1),
    first_model_max_ece: z.number().min(0).max(1),
  }),
  /** How many standard errors of the difference of cross-validated AUCs count as noise. */
  champion: z.strictObject({ noise_standard_errors: z.number().nonnegative() }),
  /** Population stability index of the scores, training against holdout, beyond what chance alone gives. */
  stability: z.strictObject({ max_psi: z.number().nonnegative(), not_measured: Consequence }),
  /** One row, one thread, milliseconds. */
  latency: z.strictObject({
    max_p50_ms: z.number().positive(),
    max_p99_ms: z.number().positive(),
    not_measured: Consequence,
  }),
  /**
   * Between the groups of each attribute. A gap counts when its whole 95 % interval is beyond the bound. 0.8: the four
   * fifths of 29 CFR 1607.4(D), the usual yardstick of disparate impact.
   */
  fairness: z.strictObject({
    min_approval_rate_ratio: z.number().min(0).max(1),
    max_equal_opportunity_difference: z.number().min(0).max(1),
    /** Of a gap beyond the bounds that the champion has as well: rejecting the model would only keep the older one. */
    no_wider_than_champion: Consequence,
    not_measured: Consequence,
  }),
});

const Configuration = z.strictObject({
  /** Of every random choice in training: the same data and seed give the same model. */
  seed: z.int().nonnegative(),
  /**
   * What may be a model input though a group is protected by it. Age only: where the law allows age in credit scoring
   * (12 CFR 1002.6(b)(2) does in an empirically derived system), a lender may still choose to leave it out. Sex, marital
   * status and what a lender declares for fairness are never inputs.
   */
  inputs: z.strictObject({ age: z.boolean() }),
  /** Known outcomes a training needs, in all and of the rarer kind. */
  minimum: z.strictObject({ outcomes: z.int().positive(), per_class: z.int().positive() }),
  /** docs/models.md says what each gate is for. */
  gates: Gates,
  /** Whether a model that passes every gate becomes champion by itself, or waits as challenger for a person. */
  promotion: z.strictObject({ automatic: z.boolean() }),
  /** A drift signal so soon after the last registration starts no training: the same outcomes give the same model. */
  retraining: z.strictObject({ drift_cooldown_days: z.number().nonnegative() }),
});

export type Configuration = z.infer<typeof Configuration>;

export const configuration: Configuration = Configuration.parse(file);
