/** Schemas of counterfactuals: what would change a decision, and the outcome of features that a person tries. */
import { z } from 'zod';
import { Category } from '../../../shared/sent-features/sent-features.ts';
import { PredictionId } from './identifiers.ts';

const decision = z.enum(['approve', 'refer', 'decline']);
const value = z.union([z.number(), z.string()]);

/** A catalogue's name or an attribute of the lender, which can have spaces, dots and hyphens. */
const FEATURE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_ .-]{0,79}$/;
const MAX_NAMES = 40;

const names = (description: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_ .,-]{1,2000}$/, 'Must be names of features, separated by commas')
    .transform((list) => list.split(','))
    .refine((list) => list.length <= MAX_NAMES, `At most ${MAX_NAMES} features`)
    .refine((list) => list.every((name) => FEATURE_NAME.test(name)), 'A name is empty or too long')
    .optional()
    .describe(description);

const NUMBER = String.raw`-?\d{1,15}(?:\.\d{1,9})?`;
const RANGE = new RegExp(`^([A-Za-z0-9_][A-Za-z0-9_ .-]{0,79}):(${NUMBER})?:(${NUMBER})?$`);

/** A range of a number that the caller permits; null is without a bound. */
export interface PermittedRange {
  feature: string;
  lowest: number | null;
  highest: number | null;
}

const ranges = z
  .string()
  .max(2000)
  .transform((list, context): PermittedRange[] =>
    list.split(',').flatMap((part) => {
      const found = RANGE.exec(part);
      if (found) return [toPermittedRange(found)];
      context.addIssue({ code: 'custom', message: 'Must be feature:lowest:highest, separated by commas' });
      return [];
    }),
  )
  .refine((list) => list.length <= MAX_NAMES, `At most ${MAX_NAMES} ranges`)
  .optional()
  .describe('Ranges of numbers within which to search, feature:lowest:highest, either bound may be empty');

function toPermittedRange([, feature = '', lowest, highest]: RegExpExecArray): PermittedRange {
  return { feature, lowest: lowest ? Number(lowest) : null, highest: highest ? Number(highest) : null };
}

export const CounterfactualQuery = z.object({
  target: z
    .enum(['approve', 'refer'])
    .default('approve')
    .describe('The decision to reach; a milder one reaches it as well'),
  features: names('Features that may change, separated by commas; without it all that a person can change'),
  fixed: names('Features that must not change, separated by commas'),
  ranges,
  max_changes: z.coerce
    .number()
    .int()
    .min(1)
    .max(3)
    .default(3)
    .describe('Features that one answer changes at most; 1 for one change at a time'),
});

const Change = z
  .object({
    feature: z.string().describe('Name of the feature'),
    label: z.string().describe('The feature in plain words'),
    unit: z.string().nullable().describe('Of its values; null for a category'),
    from: value.describe('The value that was decided on'),
    to: value,
  })
  .describe('One changed feature');

const outcome = {
  pd: z.number().min(0).max(1).describe('Calibrated probability of default with the changes'),
  score: z.int().describe("Risk score in points of the model's scale; higher is better"),
  decision: decision.describe('Decision of the policy with the changes'),
  decided_by: z.string().describe("'score', or 'rule:<name>' of the rule, matrix or limit that decided"),
};

export const Counterfactual = z
  .object({
    changes: z.array(Change).describe('What the person changes'),
    follows: z.array(Change).describe('What changes with it, because it is made of the changed features'),
    cost: z.number().describe('Effort by the steps and costs of the catalogue; the smallest comes first'),
    ...outcome,
  })
  .describe('A change of features, scored again by the model and the policy of the decision');

export const ActionableFeature = z
  .object({
    feature: z.string(),
    label: z.string().describe('The feature in plain words'),
    unit: z.string().nullable().describe('Of its values; null for a category'),
    type: z.enum(['number', 'category']),
    value: value.describe('The value that was decided on'),
    lowest: z.number().nullable().describe('Smallest value that may be tried; null for a category'),
    highest: z.number().nullable().describe('Largest value that may be tried; null for a category'),
    step: z.number().nullable().describe('Size of one step; null for a category'),
    categories: z.array(z.string()).describe('Categories that may be tried; empty for a number'),
  })
  .describe('A feature that the person can change');

export const Counterfactuals = z
  .object({
    prediction_id: PredictionId,
    model_version: z.string().describe('Model of the decision, which scored the changes'),
    policy_version: z.string().describe('Policy of the decision, which decided on the changes'),
    decision: decision.describe('The decision of the policy that is to change'),
    decided_by: z.string().describe("'score', or 'rule:<name>'"),
    pd: z.number().min(0).max(1),
    score: z.int(),
    target: decision,
    reached: z.boolean().describe('The decision is the target or milder: nothing has to change'),
    counterfactuals: z.array(Counterfactual).describe('The smallest change first'),
    nothing_within_reach: z
      .boolean()
      .describe('No change that was tried reaches the target. It is not said that no other change would'),
    nearest: Counterfactual.nullable().describe('The tried change that comes nearest where none is enough'),
    searched: z.int().describe('Changes that were tried and scored'),
    actionable: z.array(ActionableFeature).describe('What the person can change, and within which bounds'),
  })
  .describe('The smallest changes of features that a person can change, which change a decision');

export const WhatIfRequest = z.strictObject({
  features: z
    .record(z.string().regex(FEATURE_NAME, 'Must be the name of a feature'), z.union([z.number(), Category]))
    .refine((features) => Object.keys(features).length > 0, 'Must have a feature')
    .refine((features) => Object.keys(features).length <= MAX_NAMES, `At most ${MAX_NAMES} features`)
    .describe('Values to try, of features that the person can change'),
});

export const WhatIf = z
  .object({
    prediction_id: PredictionId,
    changes: z.array(Change).describe('What differs from the values that were decided on'),
    follows: z.array(Change).describe('What changes with it, because it is made of the changed features'),
    ...outcome,
    band: z.string().describe('Band of the policy'),
    changed: z.boolean().describe('Whether the decision differs from the one of the policy that is stored'),
  })
  .describe('The outcome of tried values. Nothing is stored: it is no prediction and no evidence');

export type CounterfactualQuery = z.infer<typeof CounterfactualQuery>;
export type Change = z.infer<typeof Change>;
export type Counterfactual = z.infer<typeof Counterfactual>;
export type ActionableFeature = z.infer<typeof ActionableFeature>;
export type Counterfactuals = z.infer<typeof Counterfactuals>;
export type WhatIf = z.infer<typeof WhatIf>;

/** Components of the OpenAPI document. */
export const counterfactualComponents = { Counterfactual, ActionableFeature, Counterfactuals, WhatIfRequest, WhatIf };
