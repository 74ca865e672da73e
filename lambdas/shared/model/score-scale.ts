/** Defines the scale of scores in points. It belongs to the model: its scorecard is printed on it. */
import { z } from 'zod';

/** `base` points at odds of `odds` to 1 against default, `pdo` points more each time the odds double. */
export const ScoreScale = z
  .strictObject({
    base: z.number(),
    odds: z.number().positive(),
    pdo: z.number().positive(),
    min: z.int(),
    max: z.int(),
  })
  .refine((score) => score.min < score.max, 'min must be less than max');
export type ScoreScale = z.infer<typeof ScoreScale>;

/** The scale of models that were trained before manifests stated one. */
export const DEFAULT_SCORE_SCALE: ScoreScale = { base: 600, odds: 20, pdo: 40, min: 300, max: 850 };
