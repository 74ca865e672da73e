/** Defines the values that a policy computes, which are scorecards of points, and the ranges that bins are made of. */
import { z } from 'zod';
import { chooseSchema } from './choose-schema.ts';
import { Categories } from './condition.ts';

/** From `from` (inclusive) to below `below`; null is without a bound. */
export interface NumberRange {
  from: number | null;
  below: number | null;
}

/** Points by ranges of a number. A value of the policy is never unknown and states no `if_unknown`. */
export interface NumberCharacteristic {
  bins: (NumberRange & { points: number })[];
  if_unknown?: number | undefined;
}

/** Points by categories of a feature; `otherwise` is for every category that no bin has. */
export interface CategoryCharacteristic {
  feature: string;
  bins: { in: string[]; points: number }[];
  otherwise: number;
  if_unknown: number;
}

/** Values read no PD and no score, so that they are the same whichever model scores. */
export type Characteristic =
  | (({ feature: string } | { value: string }) & NumberCharacteristic)
  | CategoryCharacteristic;

export interface ComputedValue {
  name: string;
  scorecard: { base: number; characteristics: Characteristic[] };
}

const name = z.string().min(1);
const bound = z.number().nullable();
export const NumberRange = z.strictObject({ from: bound, below: bound });

const numberBins = z.array(z.strictObject({ from: bound, below: bound, points: z.number() })).min(1);
const categoryBins = z.array(z.strictObject({ in: Categories, points: z.number() })).min(1);

function selectCharacteristic(part: object): z.ZodType | undefined {
  if ('value' in part) return z.strictObject({ value: name, bins: numberBins });
  if (!('feature' in part)) return undefined;
  if (hasCategories(part)) {
    return z.strictObject({ feature: name, bins: categoryBins, otherwise: z.number(), if_unknown: z.number() });
  }
  return z.strictObject({ feature: name, bins: numberBins, if_unknown: z.number() });
}

function hasCategories(part: object): boolean {
  return 'otherwise' in part || ('bins' in part && Array.isArray(part.bins) && part.bins.some(statesCategories));
}

const statesCategories = (bin: unknown) => typeof bin === 'object' && bin !== null && 'in' in bin;

const Characteristic: z.ZodType<Characteristic> = chooseSchema(
  selectCharacteristic,
  'a characteristic: the bins of a feature or of a value',
);

export const ComputedValue: z.ZodType<ComputedValue> = z.strictObject({
  name: z
    .string()
    .max(60)
    .regex(/^[a-z][a-z0-9_]*$/, 'must be lower case letters, digits and _, a letter first'),
  scorecard: z.strictObject({ base: z.number(), characteristics: z.array(Characteristic).min(1) }),
});
