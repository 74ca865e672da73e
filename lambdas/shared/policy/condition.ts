/** Defines the conditions of a policy: tests of features, values, PD and score, joined by all, any and not. */
import { z } from 'zod';
import { chooseSchema } from './choose-schema.ts';

const NUMBER_TESTS = ['below', 'at_most', 'above', 'at_least', 'between'] as const;

/** Exactly one of them. `between` includes both bounds. */
export type NumberTest =
  | { below: number }
  | { at_most: number }
  | { above: number }
  | { at_least: number }
  | { between: [lowest: number, highest: number] };

/** What a condition, a bin or a matrix reads: a feature, a value that the policy computes, the PD or the score. */
export type Operand = { feature: string } | { value: string } | { of: 'pd' | 'score' };

/** The answer of a test whose feature is unknown. Values, PD and score are never unknown, so they state none. */
export type UnknownAnswer = 'met' | 'not_met';

export type NumberComparison = Operand & NumberTest & { if_unknown?: UnknownAnswer | undefined };
export type CategoryTest = { feature: string; if_unknown: UnknownAnswer } & ({ in: string[] } | { not_in: string[] });
/** Whether a feature is known. */
export interface KnownTest {
  feature: string;
  is: 'known' | 'unknown';
}

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | NumberComparison
  | CategoryTest
  | KnownTest;

/** A row of a list of which the first that is met applies; only the last has no condition. */
export interface ConditionalRow {
  when?: Condition | undefined;
}

const name = z.string().min(1);
const bounds = z
  .tuple([z.number(), z.number()])
  .refine(([lowest, highest]) => lowest <= highest, 'the first bound must not exceed the second');

export const unknownAnswer = z.enum(['met', 'not_met'], "must be 'met' or 'not_met'");

export const Categories = z
  .array(z.string().min(1))
  .min(1, 'must have a category')
  .refine((list) => new Set(list).size === list.length, 'a category comes twice');

/** The field of the number test that a part states; of none, a test is asked for by name. */
export function selectNumberTest(part: object): { [test: string]: z.ZodType } {
  const test = NUMBER_TESTS.find((candidate) => candidate in part);
  if (!test) return { at_least: z.never(`must have one of ${NUMBER_TESTS.join(', ')}`) };
  return { [test]: test === 'between' ? bounds : z.number() };
}

const lazyCondition: z.ZodType<Condition> = z.lazy(() => Condition);
const several = z.array(lazyCondition).min(1, 'must have a condition');

function selectSchema(part: object): z.ZodType | undefined {
  if ('all' in part) return z.strictObject({ all: several });
  if ('any' in part) return z.strictObject({ any: several });
  if ('not' in part) return z.strictObject({ not: lazyCondition });
  if ('is' in part) return z.strictObject({ feature: name, is: z.enum(['known', 'unknown']) });
  if ('in' in part) return z.strictObject({ feature: name, in: Categories, if_unknown: unknownAnswer });
  if ('not_in' in part) return z.strictObject({ feature: name, not_in: Categories, if_unknown: unknownAnswer });
  const test = selectNumberTest(part);
  if ('value' in part) return z.strictObject({ value: name, ...test });
  if ('of' in part) return z.strictObject({ of: z.enum(['pd', 'score']), ...test });
  if ('feature' in part) return z.strictObject({ feature: name, ...test, if_unknown: unknownAnswer });
  return undefined;
}

export const Condition: z.ZodType<Condition> = chooseSchema(
  selectSchema,
  'a condition: all, any, not, or a test of a feature, of a value, of pd or of score',
);
