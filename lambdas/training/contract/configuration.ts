/** Reads config/training.json: seed, inputs, minimum outcomes, refit, kinds and retraining. The gates are data of the database. */
import { z } from 'zod';
import file from '../../../config/training.json' with { type: 'json' };
import { MODEL_KINDS, type ModelKind } from '../../shared/model/model-manifest.ts';

/** Kinds of model that a training neither searches nor compares; `blend` leaves out the blend of the best. */
export const LeftOutKinds = z
  .array(z.enum(MODEL_KINDS))
  .refine((kinds) => MODEL_KINDS.some((kind) => kind !== 'blend' && !kinds.includes(kind)), {
    error: 'at least one kind of model besides the blend has to be left',
  });

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
  /**
   * Whether the chosen recipe is learned again from every row with a known outcome, holdout included. That model serves.
   * With false the assessed model serves, which never learned from the holdout.
   */
  refit: z.boolean(),
  /** Of every training; a training may leave out more. */
  leave_out_kinds: LeftOutKinds,
  /** Days after a registration in which drift starts no training: the same outcomes would make the same model. */
  retraining: z.strictObject({ drift_cooldown_days: z.number().nonnegative() }),
});

export type TrainingConfiguration = z.infer<typeof TrainingConfiguration>;

export const trainingConfiguration: TrainingConfiguration = TrainingConfiguration.parse(file);

/**
 * Adds kinds of model to those that the configuration leaves out.
 * @throws {ZodError} when no kind would be left
 */
export function leaveOutKinds(configuration: TrainingConfiguration, kinds: ModelKind[]): TrainingConfiguration {
  const leftOut = new Set([...configuration.leave_out_kinds, ...kinds]);
  return { ...configuration, leave_out_kinds: LeftOutKinds.parse([...leftOut]) };
}
