/** Defines what is measured of an arm. `sql/monitoring/measure_experiment.sql` has the rules of counting. */
import { z } from 'zod';
import type { RateSums } from '../statistics/differences.ts';

const count = z.number().int().min(0);

/** A row of sql/monitoring/measure_experiment.sql. Every customer counts once. */
export const ArmFigures = z.object({
  arm: z.string(),
  customers: count,
  /** Of them those who came before the first arm was stopped: only these are divided by the shares. */
  customers_before_stop: count,
  approved: count,
  referred: count,
  declined: count,
  /** Sums over the approved customers: exposure, expected loss, their squares and product. */
  exposure: z.number(),
  expected_loss: z.number(),
  exposure_squared: z.number(),
  expected_loss_squared: z.number(),
  exposure_loss: z.number(),
  /** Approved customers whose policy has prices, and the sum of their expected returns. */
  priced: count,
  expected_return: z.number(),
  /** Approved customers whose outcome is known, and how many of them defaulted. */
  outcomes: count,
  defaults: count,
  /** Requests that were decided, and those that could not be. */
  scores: count,
  failures: count,
});
export type ArmFigures = z.infer<typeof ArmFigures>;

/** The sums from which the expected loss per unit of exposure is estimated. */
export const toLossSums = (figures: ArmFigures): RateSums => ({
  rows: figures.approved,
  base: figures.exposure,
  part: figures.expected_loss,
  base_squared: figures.exposure_squared,
  part_squared: figures.expected_loss_squared,
  product: figures.exposure_loss,
});
