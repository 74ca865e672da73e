/** config/training.json, typed: when there is enough to learn from, and when a new model replaces the champion. */
import { z } from 'zod';
import file from '../../config/training.json' with { type: 'json' };

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
  promotion: z.strictObject({
    /** How many standard errors of the cross-validated AUC count as noise. */
    noise_standard_errors: z.number().nonnegative(),
    min_auc: z.number().min(0.5).max(1),
    max_ece: z.number().min(0).max(1),
  }),
});

export type Configuration = z.infer<typeof Configuration>;

export const configuration: Configuration = Configuration.parse(file);
