/** Defines what a person can change of a feature: direction, step, reach and cost. Catalogue and manifests state it. */
import { z } from 'zod';

const cost = z.number().positive().max(1000).describe('Effort of one step, compared with the steps of other features');
const bound = z.number().nullable().default(null);

/** `share` is a share of the present value, made round, so that one catalogue suits every currency. */
const Step = z.union([z.number().positive(), z.strictObject({ share: z.number().gt(0).max(1) })]);

export const ActionableNumber = z
  .strictObject({
    direction: z.enum(['up', 'down', 'either']).describe('Where a person can move it'),
    step: Step.describe('Size of one step, in the unit or as a share of the present value'),
    steps: z.int().min(1).max(40).describe('The most steps that a person can take'),
    cost,
    lowest: bound.describe('Smallest value that may be proposed; null: the smallest that the model was trained on'),
    highest: bound.describe('Largest value that may be proposed; null: the largest that the model was trained on'),
  })
  .refine(({ lowest, highest }) => lowest === null || highest === null || lowest < highest, 'the range is empty');
export type ActionableNumber = z.infer<typeof ActionableNumber>;

export const ActionableCategory = z.strictObject({
  categories: z.array(z.string().min(1).max(200)).min(1).max(40).describe('Categories that a person can change to'),
  cost,
});
export type ActionableCategory = z.infer<typeof ActionableCategory>;

export const Actionability = z.union(
  [ActionableNumber, ActionableCategory],
  'must have direction, step, steps and cost, or categories and cost',
);
export type Actionability = z.infer<typeof Actionability>;

/** Whether what a person can change is stated for a category. */
export const isCategoryChange = (actionable: Actionability): actionable is ActionableCategory =>
  'categories' in actionable;
