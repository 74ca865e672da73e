/** Defines the golden cases of a policy: applications whose decision must hold before it can be proposed. */
import { z } from 'zod';
import { DECISIONS } from './decisions.ts';

const figure = z.number();

/** Only what a case states is compared. */
const Expectation = z
  .strictObject({
    decision: z.enum(DECISIONS),
    decided_by: z.string().min(1),
    band: z.string().min(1),
    score: z.int(),
    ...{ lgd: figure, ead: figure, expected_loss: figure },
    ...{ rate: figure.nullable(), expected_return: figure.nullable() },
  })
  .partial()
  .required({ decision: true });

export const GoldenCase = z.strictObject({
  name: z.string().min(1).max(200),
  pd: z.number().min(0).max(1),
  /** A feature that is not stated is unknown. */
  features: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
  expect: Expectation,
});
export type GoldenCase = z.infer<typeof GoldenCase>;
