/**
 * Separates the challenger's additional features from the champion's evidence. Imports no ONNX Runtime, because the
 * Lambdas that plan a scoring do not have it.
 */
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import type { InputNames } from '../../shared/model/model-inputs.ts';

/** Selects the challenger's inputs that champion and policy do not need; the export adds them as last columns. */
export function selectChallengerFeatures(needed: readonly NeededFeature[], { num, cat }: InputNames): NeededFeature[] {
  const neededNames = new Set(needed.map(({ name }) => name));
  return [
    ...num.map((name) => ({ name, type: 'number' as const })),
    ...cat.map((name) => ({ name, type: 'category' as const })),
  ].filter(({ name }) => !neededNames.has(name));
}

/** Creates a function that removes the challenger's additional features from a record. */
export function createEvidenceSelector(
  needed: readonly NeededFeature[],
  challengerFeatures: readonly NeededFeature[],
): (record: FeatureRecord) => FeatureRecord {
  if (challengerFeatures.length === 0) return (record) => record;
  return (record) => Object.fromEntries(needed.map(({ name }) => [name, record[name] ?? null]));
}
