/** The three ways to ask for a prediction, and many at once. */
import { z } from 'zod';
import { FEATURES, type Feature, findFeature } from '../../../shared/features/catalogue.ts';
import { ApplicationId, CustomerId, printableText } from './identifiers.ts';
import { Prediction } from './predictions.ts';
import { ProblemDocument } from './service.ts';

const MAX_CATEGORY_LENGTH = 100;
const MAX_BATCH_ITEMS = 100;
/** Money as the database has it: numeric(14,2). */
const MAX_MONEY = 999_999_999_999.99;

const category = printableText(MAX_CATEGORY_LENGTH);
const value = z.union([z.number(), category], { error: 'Must be a number, a printable text or null' }).nullable();
const money = (label: string) => z.number().min(0).max(MAX_MONEY).nullish().describe(label);

/** A number in the catalogue's range, or a category; null is unknown. */
function featureValue({ type, range, label, unit }: Feature) {
  const number = type === 'integer' ? z.int() : z.number();
  const [min, max] = range ?? [];
  const known = min === undefined || max === undefined ? category : number.min(min).max(max);
  return known.nullish().describe(unit === 'category' ? label : `${label}, ${unit}`);
}

const amount = findFeature('amount')?.range?.[1] ?? MAX_MONEY;

export const PredictByApplication = z
  .strictObject({ application_id: ApplicationId })
  .describe('An application that was delivered and whose features are published');

const newApplication = {
  amount: z.number().min(0).max(amount).describe('Amount applied for, money'),
  term_months: z.int().min(1).max(600).nullish().describe('Term, months'),
  annual_rate: z.number().min(0).max(10).nullish().describe('Interest rate per year, 0.12 = 12 %'),
  purpose: category.nullish().describe("Purpose, the lender's category"),
  monthly_debt_payments: money('Payments on other debt, money per month'),
  collateral_value: money('Value of the collateral, money'),
  attributes: z
    .record(z.string(), value)
    .nullish()
    .describe('Extra columns of applications that the lender declared for models, by name'),
};

export const PredictByCustomer = z
  .strictObject({ customer_id: CustomerId, ...newApplication })
  .describe('A new application of a known customer; what is left out or null is unknown');

export const PredictByFeatures = z
  .strictObject({
    features: z
      .object(Object.fromEntries(FEATURES.map((feature) => [feature.name, featureValue(feature)])))
      .catchall(value)
      .describe(
        "Every feature that the champion and the policy read; null is unknown. The lender's own are customer_… and application_…",
      ),
  })
  .describe('Features alone: of nobody the service knows');

const WAYS = ['application_id', 'customer_id', 'features'];

/** Says which ways there are to whom took none or several; who took one is told what is wrong with it. */
const oneWay = ({ input }: { input?: unknown }) => {
  const given = typeof input === 'object' && input !== null ? WAYS.filter((way) => way in input) : [];
  return given.length === 1 ? undefined : `Give exactly one of ${WAYS.join(', ')}`;
};

export const PredictRequest = z
  .xor([PredictByApplication, PredictByCustomer, PredictByFeatures], { error: oneWay })
  .describe('One of three ways: a delivered application, a new application of a known customer, or features alone');

const isObject = (item: unknown) => typeof item === 'object' && item !== null && !Array.isArray(item);

export const PredictBatchRequest = z
  .strictObject({
    items: z
      .array(
        // A wrong item is that item's problem, not the whole batch's; so any object passes here.
        z
          .unknown()
          .refine(isObject, 'Must be an object')
          .meta({
            anyOf: [{ $ref: '#/components/schemas/PredictRequest' }, { type: 'object' }],
            description: 'A PredictRequest; what is none is answered with its own problem',
          }),
      )
      .min(1)
      .max(MAX_BATCH_ITEMS),
  })
  .describe('Up to 100 applications, each in any of the three ways');

const PredictionListResult = z
  .object({
    item: z.int().min(0).describe('Place in the request, from 0'),
    status: z
      .union([z.literal(200), z.literal(404), z.literal(422), z.literal(503)])
      .describe('As of a call of its own'),
    prediction: Prediction.nullable().describe('null where it failed'),
    problem: ProblemDocument.nullable().describe('null where it succeeded'),
  })
  .describe('What one item came to');

export const PredictBatch = z
  .object({
    results: z.array(PredictionListResult).describe('One for each item, in its order'),
    succeeded: z.int().min(0),
    failed: z.int().min(0),
  })
  .describe('Each item succeeded or failed on its own');

export type PredictRequest = z.infer<typeof PredictRequest>;
export type NewApplication = z.infer<typeof PredictByCustomer>;
export type PredictBatch = z.infer<typeof PredictBatch>;
export type PredictionListResult = z.infer<typeof PredictionListResult>;

/** Schemas that the OpenAPI document names. */
export const predictRequestComponents = {
  PredictByApplication,
  PredictByCustomer,
  PredictByFeatures,
  PredictRequest,
  PredictBatchRequest,
  PredictBatch,
};
