/** Defines how a raw row says whether its loan defaulted: statuses, days past due, or the date of a write-off. */
import { z } from 'zod';

/** One condition on a raw column; the first of `bad`, then of `good`, that holds decides; otherwise the outcome is open. */
export const TargetCondition = z.discriminatedUnion('is', [
  z.strictObject({ column: z.string(), is: z.literal('in'), values: z.array(z.string()).min(1) }),
  z.strictObject({ column: z.string(), is: z.literal('at_least'), value: z.number() }),
  z.strictObject({ column: z.string(), is: z.literal('below'), value: z.number() }),
  z.strictObject({ column: z.string(), is: z.literal('known') }),
  z.strictObject({ column: z.string(), is: z.literal('unknown') }),
]);
export type TargetCondition = z.infer<typeof TargetCondition>;

export const TargetDefinition = z.strictObject({
  /** In words, for the model card: "90 or more days past due within 12 months". */
  description: z.string().max(400),
  bad: z.array(TargetCondition).min(1),
  /** Empty: everything that is not bad and old enough is good. */
  good: z.array(TargetCondition).default([]),
  /** The column with the day of the event (write-off, first 90 days past due); null when there is none. */
  event_date: z.string().nullable().default(null),
  /** Months after the application within which an event counts. A younger outcome is left open, not good. Null: none. */
  performance_months: z.int().min(1).max(120).nullable().default(null),
});
export type TargetDefinition = z.infer<typeof TargetDefinition>;
