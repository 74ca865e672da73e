/** Describes the features that a bundle asks for: the part of the catalogue that its model and its policy read. */
import { z } from 'zod';
import { listNeededFeatures } from '../decision/needed-features.ts';
import { findFeature } from '../features/catalogue.ts';
import type { ModelManifest } from '../model/model-manifest.ts';
import type { Policy } from '../policy/policy.ts';

/** `features.json` of a bundle: each needed feature once, the model's first. */
export const BundleFeatures = z.array(
  z.strictObject({
    name: z.string(),
    type: z.enum(['number', 'category']),
    label: z.string(),
    /** Null for a category, and where nobody stated it. */
    unit: z.string().nullable(),
    /** Smallest and largest valid value; null for a category and for an attribute of the lender. */
    range: z.tuple([z.number(), z.number()]).nullable(),
    is_whole: z.boolean(),
  }),
);
export type BundleFeatures = z.infer<typeof BundleFeatures>;

/** Takes labels and units from the manifest, which keeps those of its training, else from the catalogue. */
export function describeBundleFeatures(manifest: ModelManifest, policy: Policy): BundleFeatures {
  const described = new Map(manifest.features.map((feature) => [feature.name, feature]));
  return listNeededFeatures(manifest.inputs, policy).map(({ name, type }) => {
    const [known, entry] = [described.get(name), findFeature(name)];
    const unit = known?.unit ?? entry?.unit ?? null;
    return {
      ...{ name, type, label: known?.label ?? entry?.label ?? name },
      unit: type === 'category' ? null : unit,
      range: entry?.range ? [entry.range[0], entry.range[1]] : null,
      is_whole: entry?.type === 'integer',
    };
  });
}
