/**
 * Checks features that somebody sends or enters, against the catalogue and against what a model and a policy read. The API
 * and offline scoring refuse the same values.
 */
import { z } from 'zod';
import { FEATURES, type Feature, findFeature } from '../features/catalogue.ts';
import { MAX_TEXT_LENGTH, TEXT } from '../landing/text-rules.ts';

/** As in a manifest (lambdas/shared/landing/manifest.ts). */
export const MAX_ATTRIBUTE_NAME_LENGTH = 50;

/** JSON Schema counts characters, and zod UTF-16 units; the pattern limits the length in both. */
export const TEXT_LENGTHS = { minLength: 1, maxLength: MAX_TEXT_LENGTH };

/** A category as the lender delivers it. */
export const Category = z
  .string()
  .regex(TEXT, `Must be a text of 1 to ${MAX_TEXT_LENGTH} characters without NUL`)
  .meta(TEXT_LENGTHS);

/** The value of an attribute of the lender. */
export const AttributeValue = z
  .union([z.number(), Category], { error: 'Must be a number, a text of 1 to 200 characters or null' })
  .nullable();

/** The schema of a feature: a number in the catalogue's range, or a category; null is unknown. */
function toFeatureSchema({ type, range, label, unit }: Feature) {
  const number = type === 'integer' ? z.int() : z.number();
  const [min, max] = range ?? [];
  const value = min === undefined || max === undefined ? Category : number.min(min).max(max);
  return value.nullish().describe(unit === 'category' ? label : `${label}, ${unit}`);
}

/** Features by name: those of the catalogue have its types and ranges, others are attributes of the lender. */
export const SentFeatures = z
  .object(Object.fromEntries(FEATURES.map((feature) => [feature.name, toFeatureSchema(feature)])))
  .catchall(AttributeValue);

/** What is wrong with one feature. */
export interface FeatureFault {
  feature: string;
  message: string;
}

/**
 * Lists what is wrong with sent features that have the schema. Refused are: a name that neither the model nor the catalogue
 * has; a needed feature that is absent (null says unknown, so that a misspelt name is not scored as unknown); a value of
 * another type. Features that only other models read may be sent and are ignored, so that a promotion does not break a
 * caller who sends them all.
 */
export function listFeatureFaults(
  sent: Readonly<Record<string, unknown>>,
  needed: readonly { name: string; type: 'number' | 'category' }[],
): FeatureFault[] {
  const names = new Set(needed.map(({ name }) => name));
  return [
    ...Object.keys(sent)
      .filter((name) => !names.has(name) && !findFeature(name))
      .map((feature) => ({ feature, message: 'Unknown feature' })),
    ...needed.flatMap(({ name: feature, type }) => {
      const value = sent[feature];
      if (value === undefined) return [{ feature, message: 'Missing; null says that it is unknown' }];
      if (value === null) return [];
      const hasType = type === 'category' ? typeof value === 'string' : isFloat32(value);
      return hasType ? [] : [{ feature, message: `Must be a ${type}, or null` }];
    }),
  ];
}

/** The model computes in float32: a larger number would become infinite. */
const isFloat32 = (value: unknown) => typeof value === 'number' && Number.isFinite(Math.fround(value));
