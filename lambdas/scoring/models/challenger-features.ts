/** Separates what only the challenger reads from the champion's evidence. Free of ONNX Runtime, which planning lacks. */
import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import type { InputNames } from '../../shared/model/model-inputs.ts';

/** The challenger's inputs that are not needed anyway, to be exported as columns after those. */
export function selectChallengerFeatures(needed: readonly NeededFeature[], { num, cat }: InputNames): NeededFeature[] {
  const neededNames = new Set(needed.map(({ name }) => name));
  return [
    ...num.map((name) => ({ name, type: 'number' as const })),
    ...cat.map((name) => ({ name, type: 'category' as const })),
  ].filter(({ name }) => !neededNames.has(name));
}

/** Creates a function that drops the challenger's additions from a record. */
export function createEvidenceSelector(
  needed: readonly NeededFeature[],
  challengerFeatures: readonly NeededFeature[],
): (record: FeatureRecord) => FeatureRecord {
  if (challengerFeatures.length === 0) return (record) => record;
  return (record) => Object.fromEntries(needed.map(({ name }) => [name, record[name] ?? null]));
}
