/** Determines which features a score needs and selects them from a stored row. Pure functions, no I/O. */
import { z } from 'zod';
import { isAttribute } from '../features/attribute-names.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { InputNames } from '../model/model-inputs.ts';
import type { Policy } from '../policy/policy.ts';
import { listPolicyFeatures } from '../policy/readings.ts';

export const NeededFeature = z.object({ name: z.string(), type: z.enum(['number', 'category']) });
export type NeededFeature = z.infer<typeof NeededFeature>;

/** Lists the features that the model and the policy read, each once: the model's in its order, then the policy's. */
export const listNeededFeatures = (inputs: InputNames, policy: Policy): NeededFeature[] =>
  joinNeededFeatures(inputs, listPolicyFeatures(policy));

/** Lists the model's inputs in its order, then those of `others` that the model does not read. */
export function joinNeededFeatures(inputs: InputNames, others: readonly NeededFeature[]): NeededFeature[] {
  const modelInputs = new Set([...inputs.num, ...inputs.cat]);
  return [
    ...inputs.num.map((name) => ({ name, type: 'number' as const })),
    ...inputs.cat.map((name) => ({ name, type: 'category' as const })),
    ...others.filter(({ name }) => !modelInputs.has(name)),
  ];
}

/**
 * Selects the needed features of a stored row, which are scored and stored as evidence. An attribute that was not yet
 * declared when the row was built is unknown. Any other absent feature stays absent, and the model refuses it.
 */
export function buildSnapshot(needed: readonly NeededFeature[], row: FeatureRecord): FeatureRecord {
  const snapshot: Record<string, number | string | null> = {};
  for (const { name } of needed) {
    const value = row[name];
    if (value !== undefined) snapshot[name] = value;
    else if (isAttribute(name)) snapshot[name] = null;
  }
  return snapshot;
}
