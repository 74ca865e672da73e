/** Reads config/training.json: seed, inputs, minimum outcomes and retraining. The gates are data of the database. */
import { z } from 'zod';
import file from '../../../config/training.json' with { type: 'json' };

const TrainingConfiguration = z.strictObject({
  /** Seed of every random choice in training: the same data and seed make the same model. */
  seed: z.int().nonnegative(),
  /**
   * Protected attributes that may be model inputs. Age is the only one: some laws allow it in credit scoring (12 CFR
   * 1002.6(b)(2) in an empirically derived system), and a lender may still exclude it. Sex, marital status and
   * attributes that a lender declares for fairness are never inputs.
   */
  inputs: z.strictObject({ age: z.boolean() }),
  /**
   * Outcomes that a training needs, in total and of the rarer kind. With fewer than 6 of a kind, one of the five folds
   * or the holdout has none.
   */
  minimum: z.strictObject({ outcomes: z.int().positive(), per_class: z.int().min(6) }),
  /** Days after a registration in which drift starts no training: the same outcomes would make the same model. */
  retraining: z.strictObject({ drift_cooldown_days: z.number().nonnegative() }),
});

export type TrainingConfiguration = z.infer<typeof TrainingConfiguration>;

export const trainingConfiguration: TrainingConfiguration = TrainingConfiguration.parse(file);
