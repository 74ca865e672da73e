/** Schemas of prediction requests: the three kinds of prediction target, and prediction lists. */
import { z } from 'zod';
import { RANGES } from '../../../shared/features/catalogue.ts';
import {
  AttributeValue,
  Category,
  MAX_ATTRIBUTE_NAME_LENGTH,
  SentFeatures,
} from '../../../shared/sent-features/sent-features.ts';
import { ApplicationId, CustomerId, printableText } from './identifiers.ts';
import { Prediction } from './predictions.ts';
import { ProblemDocument } from './service.ts';

/** The most that a table may have. The database returns those that are not declared, in a row of 64 KB at most. */
const MAX_ATTRIBUTES = 500;
const MAX_LIST_ITEMS = 100;

const createNumberSchema = ([lowest, highest]: readonly [number, number]) => z.number().min(lowest).max(highest);
const createMoneySchema = (label: string) => createNumberSchema(RANGES.money).nullish().describe(label);

const PredictByApplication = z
  .strictObject({ application_id: ApplicationId })
  .describe('A delivered application whose features are published');

const newApplication = {
  amount: createNumberSchema(RANGES.money).describe('Amount applied for, money'),
  term_months: z.int().min(RANGES.term_months[0]).max(RANGES.term_months[1]).nullish().describe('Term, months'),
  annual_rate: createNumberSchema(RANGES.annual_rate).nullish().describe('Interest rate per year, 0.12 = 12 %'),
  purpose: Category.nullish().describe("Purpose, the lender's category"),
  monthly_debt_payments: createMoneySchema('Payments on other debt, money per month'),
  collateral_value: createMoneySchema('Value of the collateral, money'),
  attributes: z
    .record(printableText(MAX_ATTRIBUTE_NAME_LENGTH), AttributeValue)
    .refine((attributes) => Object.keys(attributes).length <= MAX_ATTRIBUTES, `At most ${MAX_ATTRIBUTES} attributes`)
    .nullish()
    .describe('Attributes of applications that the lender declared for models, by name'),
};

export const PredictByCustomer = z
  .strictObject({ customer_id: CustomerId, ...newApplication })
  .describe('A new application of a known customer; a field that is absent or null is unknown');

const PredictByFeatures = z
  .strictObject({
    features: SentFeatures.describe(
      "Every feature that the champion and the policy read; null is unknown. The lender's attributes are customer_… and application_…",
    ),
  })
  .describe('Features alone, of an applicant that the service does not know');

const TARGET_FIELDS = ['application_id', 'customer_id', 'features'];

/** The error of a request with no target or several; with one target, the errors are those of the target's schema. */
const reportTargetCount = ({ input }: { input?: unknown }) => {
  const givenFields =
    typeof input === 'object' && input !== null ? TARGET_FIELDS.filter((field) => field in input) : [];
  return givenFields.length === 1 ? undefined : `Give exactly one of ${TARGET_FIELDS.join(', ')}`;
};

export const PredictRequest = z
  .xor([PredictByApplication, PredictByCustomer, PredictByFeatures], { error: reportTargetCount })
  .describe('One prediction target: a delivered application, a new application of a known customer, or features alone');

/** Every JSON value. A schema without a type would take away the types of items from the generated client. */
const ANY_JSON = [
  { type: 'object', nullable: true },
  { type: 'array', items: {} },
  ...['string', 'number', 'boolean'].map((type) => ({ type })),
];

export const PredictBatchRequest = z
  .strictObject({
    items: z
      .array(
        // Anything passes here: an invalid item gets its own problem and does not fail the list.
        z.unknown().meta({
          anyOf: [{ $ref: '#/components/schemas/PredictRequest' }, ...ANY_JSON],
          description: 'A PredictRequest; an invalid item gets a problem of its own',
        }),
      )
      .min(1)
      .max(MAX_LIST_ITEMS),
  })
  .describe('Up to 100 prediction targets of any kind');

const PredictionListResult = z
  .object({
    item: z.int().min(0).describe('Position in the request, from 0'),
    status: z
      .union([z.literal(200), z.literal(404), z.literal(409), z.literal(422), z.literal(503)])
      .describe('Status that POST /v1/predict would have for it'),
    prediction: Prediction.nullable().describe('null where the item failed'),
    problem: ProblemDocument.nullable().describe('null where the item succeeded'),
  })
  .describe('The result of one item');

export const PredictBatch = z
  .object({
    results: z.array(PredictionListResult).describe('One for each item, in the order of the request'),
    succeeded: z.int().min(0),
    failed: z.int().min(0),
  })
  .describe('Results of all items; each succeeds or fails on its own');

export type PredictRequest = z.infer<typeof PredictRequest>;
export type NewApplication = z.infer<typeof PredictByCustomer>;
export type PredictBatch = z.infer<typeof PredictBatch>;
export type PredictionListResult = z.infer<typeof PredictionListResult>;

/** Components of the OpenAPI document. */
export const predictRequestComponents = {
  PredictByApplication,
  PredictByCustomer,
  PredictByFeatures,
  PredictRequest,
  PredictBatchRequest,
  PredictBatch,
};
