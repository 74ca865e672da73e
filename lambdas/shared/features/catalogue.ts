/**
 * Reads and validates the feature catalogue, `sql/features/catalogue.json`. It is the one source of feature columns,
 * model inputs and their order, valid ranges and the texts of reasons. The ranges are those of delivered columns too.
 */
import { z } from 'zod';
import catalogueFile from '../../../sql/features/catalogue.json' with { type: 'json' };
import { Actionability, isCategoryChange } from './actionability.ts';

const FeatureFamily = z.enum(['applicant', 'bureau', 'cash_flow', 'loan']);
export type FeatureFamily = z.infer<typeof FeatureFamily>;

const Grain = z.enum(['customer', 'application']);
/** What one value describes. `customer` features are also columns of analytics.customer_features. */
export type Grain = z.infer<typeof Grain>;

/** Smallest and largest valid value, both valid. */
const Range = z.tuple([z.number(), z.number()]).refine(([lowest, highest]) => lowest < highest, 'the range is empty');
type Range = readonly [lowest: number, highest: number];

const Ranges = z
  .strictObject({
    money: Range.describe('The amounts of numeric(14,2)'),
    signed_money: Range,
    count: Range.describe('Accounts, inquiries and the like'),
    credit_score: Range,
    months_past_due: Range,
    dependants: Range,
    term_months: Range,
    annual_rate: Range.describe('0.12 = 12 %'),
    years: Range.describe('Since a date of 1900 or later'),
    sum: Range.describe('Of a million amounts'),
    signed_sum: Range,
    ratio: Range.describe('Of amounts; the largest is a multiple of the largest amount over the smallest'),
    signed_ratio: Range,
  })
  .describe(
    'Ranges of delivered columns and of the features that are made of them. Whatever landing takes is in range',
  );
const RangeName = Ranges.keyof();

const CatalogueEntry = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/)
      .describe('Column of analytics.risk_features'),
    family: FeatureFamily,
    grain: Grain.describe('customer: also a column of analytics.customer_features'),
    sql: z
      .string()
      .regex(/^features\/[a-z_]+\.sql$/)
      .describe('File under sql/ that builds it'),
    type: z.enum(['number', 'integer', 'category']),
    unit: z.string().min(1).describe('For example money, ratio or months; category for a category'),
    range: z
      .union([RangeName, Range])
      .nullable()
      .describe('One of the ranges, or the smallest and the largest value, both valid; null for a category'),
    missing: z
      .enum(['impute_median', 'indicator', 'unseen'])
      .describe(
        'An unknown value becomes the median, the median with an indicator, or the bucket of unseen categories',
      ),
    monotone: z
      .union([z.literal(-1), z.literal(0), z.literal(1)])
      .describe('Effect of a larger value on the PD; 0 where no direction is certain'),
    model: z.boolean().describe('Whether it is a model input'),
    label: z.string().min(1).describe('Name for readers'),
    reason: z
      .strictObject({ high: z.string().min(1), low: z.string().min(1), missing: z.string().min(1) })
      .describe('Texts of an adverse action reason for a high, a low and an unknown value'),
    actionable: Actionability.nullable()
      .default(null)
      .describe('What a person can change of it; null: nothing, so that no counterfactual proposes it'),
    follows: z
      .array(z.string())
      .default([])
      .describe(
        'Features that it is made of: where one of them changes, it changes too, or the change is not proposed',
      ),
  })
  .refine((feature) => (feature.type === 'category') === (feature.range === null), 'a category has no range')
  .refine((feature) => (feature.type === 'category') === (feature.missing === 'unseen'), 'unseen is for categories')
  .refine(
    ({ actionable, type }) => actionable === null || isCategoryChange(actionable) === (type === 'category'),
    'actionable states categories for a category, and direction and step for a number',
  )
  .refine(
    ({ actionable, follows }) => actionable === null || follows.length === 0,
    'what follows other features cannot be changed itself',
  );
export type Feature = Omit<z.infer<typeof CatalogueEntry>, 'range'> & { range: Range | null };

const Catalogue = z
  .strictObject({ $schema: z.string(), version: z.string(), ranges: Ranges, features: z.array(CatalogueEntry).min(1) })
  .describe('The list of features that SQL checks, training, model inputs, reasons and documents read')
  .refine(({ features }) => new Set(features.map(({ name }) => name)).size === features.length, 'a name comes twice')
  .refine(({ features }) => {
    const names = new Set(features.map(({ name }) => name));
    return features.every(({ follows }) => follows.every((name) => names.has(name)));
  }, 'follows names a feature that is not in the catalogue');

const catalogue = Catalogue.parse(catalogueFile);

/** The version of the catalogue. */
export const CATALOGUE_VERSION: string = catalogue.version;

/** Ranges of delivered columns, and of the features that are made of them. */
export const RANGES: Readonly<Record<z.infer<typeof RangeName>, Range>> = catalogue.ranges;

/** All features in catalogue order, which is the order of the columns and of the model's inputs. */
export const FEATURES: readonly Feature[] = catalogue.features.map((feature) => ({
  ...feature,
  range: typeof feature.range === 'string' ? RANGES[feature.range] : feature.range,
}));

const byName = new Map(FEATURES.map((feature) => [feature.name, feature]));

/** The feature of that name; undefined for a lender's attribute (`customer_…`, `application_…`). */
export const findFeature = (name: string): Feature | undefined => byName.get(name);

/** The features that are model inputs, in order. The lender's attributes follow them, sorted by name. */
export const MODEL_FEATURES: readonly Feature[] = FEATURES.filter(({ model }) => model);

/** The feature columns of analytics.customer_features, in order. */
export const CUSTOMER_FEATURES: readonly Feature[] = FEATURES.filter(({ grain }) => grain === 'customer');

/** Returns which of the graph's two input tensors holds a feature. */
export const getModelInput = ({ type }: Feature): 'num' | 'cat' => (type === 'category' ? 'cat' : 'num');

/** Formats the database comment of a feature column: label, unit and range. */
export function describeColumn({ label, type, unit, range }: Feature): string {
  const valid = type === 'category' ? '' : `; ${unit}, ${range?.[0]} to ${range?.[1]}`;
  return `${label}${valid}; null = unknown`;
}

/**
 * Builds the JSON Schema of the catalogue for editors; `node scripts/catalogue-schema.ts` writes it to sql/features/.
 */
export const buildCatalogueSchema = (): object => z.toJSONSchema(Catalogue);
