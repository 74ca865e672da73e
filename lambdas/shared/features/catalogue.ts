/**
 * The feature catalogue, typed. `sql/features/catalogue.json` is the one list of features: whoever needs a column, the
 * model's input order, a valid range or the words for a reason asks here.
 */
import { z } from 'zod';
import catalogueFile from '../../../sql/features/catalogue.json' with { type: 'json' };

const FeatureFamily = z.enum(['applicant', 'bureau', 'cash_flow', 'loan']);
export type FeatureFamily = z.infer<typeof FeatureFamily>;

const Grain = z.enum(['customer', 'application']);
/** `customer` features are also columns of analytics.customer_features. */
export type Grain = z.infer<typeof Grain>;

const Feature = z
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
      .describe('File under sql/ that makes it'),
    type: z.enum(['number', 'integer', 'category']),
    unit: z.string().min(1).describe('Such as money, ratio or months; category for a category'),
    range: z
      .tuple([z.number(), z.number()])
      .nullable()
      .describe('Smallest and largest valid value, both valid; null for a category'),
    missing: z
      .enum(['impute_median', 'indicator', 'unseen'])
      .describe('An unknown becomes: the median; the median and an indicator; the bucket of unseen categories'),
    monotone: z
      .union([z.literal(-1), z.literal(0), z.literal(1)])
      .describe('Effect of a larger value on the probability of default; 0 where credit reason is not sure of it'),
    model: z.boolean().describe('Whether it is a model input'),
    label: z.string().min(1).describe('Plain name for people'),
    reason: z
      .strictObject({ high: z.string().min(1), low: z.string().min(1), missing: z.string().min(1) })
      .describe('Plain words for an adverse-action reason, when a high, low or unknown value weighed'),
  })
  .refine((feature) => (feature.type === 'category') === (feature.range === null), 'a category has no range')
  .refine((feature) => (feature.type === 'category') === (feature.missing === 'unseen'), 'unseen is for categories')
  .refine((feature) => !feature.range || feature.range[0] < feature.range[1], 'the range is empty');
export type Feature = z.infer<typeof Feature>;

const Catalogue = z
  .strictObject({ $schema: z.string(), version: z.string(), features: z.array(Feature).min(1) })
  .describe('The one list of features: SQL checks, training, model inputs, reasons and docs read it')
  .refine(({ features }) => new Set(features.map(({ name }) => name)).size === features.length, 'a name comes twice');

const parsed = Catalogue.parse(catalogueFile);

export const CATALOGUE_VERSION: string = parsed.version;

/** Every feature, in catalogue order: the order of the columns and of the model's inputs. */
export const FEATURES: readonly Feature[] = parsed.features;

const byName = new Map(FEATURES.map((feature) => [feature.name, feature]));

/** The feature of that name; undefined for a lender's own attribute (`customer_…`, `application_…`). */
export const findFeature = (name: string): Feature | undefined => byName.get(name);

/** What the model is fed, in order; the lender's own attributes follow, by name. */
export const MODEL_FEATURES: readonly Feature[] = FEATURES.filter(({ model }) => model);

/** Feature columns of analytics.customer_features, in order. */
export const CUSTOMER_FEATURES: readonly Feature[] = FEATURES.filter(({ grain }) => grain === 'customer');

/** Which of the model's two inputs a feature goes to. */
export const getModelInput = ({ type }: Feature): 'num' | 'cat' => (type === 'category' ? 'cat' : 'num');

/** What the database says of the column: label, unit, range. */
export function describeColumn({ label, type, unit, range }: Feature): string {
  const valid = type === 'category' ? '' : `; ${unit}, ${range?.[0]} to ${range?.[1]}`;
  return `${label}${valid}; null = unknown`;
}

/** The catalogue's JSON Schema, for editors and other languages; `node scripts/catalogue-schema.ts` writes it. */
export const buildCatalogueSchema = (): object => z.toJSONSchema(Catalogue);
