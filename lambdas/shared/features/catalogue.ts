/**
 * Reads and validates the feature catalogue, `sql/features/catalogue.json`. It is the one source of feature columns,
 * model inputs and their order, valid ranges and the texts of reasons.
 */
import { z } from 'zod';
import catalogueFile from '../../../sql/features/catalogue.json' with { type: 'json' };

const FeatureFamily = z.enum(['applicant', 'bureau', 'cash_flow', 'loan']);
export type FeatureFamily = z.infer<typeof FeatureFamily>;

const Grain = z.enum(['customer', 'application']);
/** What one value describes. `customer` features are also columns of analytics.customer_features. */
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
      .describe('File under sql/ that builds it'),
    type: z.enum(['number', 'integer', 'category']),
    unit: z.string().min(1).describe('For example money, ratio or months; category for a category'),
    range: z
      .tuple([z.number(), z.number()])
      .nullable()
      .describe('Smallest and largest valid value, both valid; null for a category'),
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
  })
  .refine((feature) => (feature.type === 'category') === (feature.range === null), 'a category has no range')
  .refine((feature) => (feature.type === 'category') === (feature.missing === 'unseen'), 'unseen is for categories')
  .refine((feature) => !feature.range || feature.range[0] < feature.range[1], 'the range is empty');
export type Feature = z.infer<typeof Feature>;

const Catalogue = z
  .strictObject({ $schema: z.string(), version: z.string(), features: z.array(Feature).min(1) })
  .describe('The list of features that SQL checks, training, model inputs, reasons and documents read')
  .refine(({ features }) => new Set(features.map(({ name }) => name)).size === features.length, 'a name comes twice');

const catalogue = Catalogue.parse(catalogueFile);

/** The version of the catalogue. */
export const CATALOGUE_VERSION: string = catalogue.version;

/** All features in catalogue order, which is the order of the columns and of the model's inputs. */
export const FEATURES: readonly Feature[] = catalogue.features;

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
