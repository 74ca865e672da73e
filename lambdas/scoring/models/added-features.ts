/**
 * Separates the features that another model adds from the evidence of the one that decides. Imports no ONNX Runtime,
 * because the Lambdas that plan a scoring do not have it.
 */
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import type { InputNames } from '../../shared/model/model-inputs.ts';

/** Selects the inputs of a model that are not among the needed features; an export adds them as last columns. */
export function selectAddedFeatures(needed: readonly NeededFeature[], { num, cat }: InputNames): NeededFeature[] {
  const neededNames = new Set(needed.map(({ name }) => name));
  return [
    ...num.map((name) => ({ name, type: 'number' as const })),
    ...cat.map((name) => ({ name, type: 'category' as const })),
  ].filter(({ name }) => !neededNames.has(name));
}

/** Creates a function that reduces a record of the features `read` to those that are needed. */
export function createEvidenceSelector(
  needed: readonly NeededFeature[],
  read: readonly NeededFeature[],
): (record: FeatureRecord) => FeatureRecord {
  if (needed.map(({ name }) => name).join() === read.map(({ name }) => name).join()) return (record) => record;
  return (record) => Object.fromEntries(needed.map(({ name }) => [name, record[name] ?? null]));
}
