/** Which features a challenger has read for it. Apart from scoring, so that who only plans needs no ONNX Runtime. */

import type { NeededFeature } from '../../shared/decision/needed-features.ts';
import type { FeatureRecord } from '../../shared/features/feature-record.ts';
import type { InputNames } from '../../shared/model/model-inputs.ts';

/** What the challenger reads beside what is needed anyway, as columns after those. */
export function selectChallengerFeatures(needed: readonly NeededFeature[], { num, cat }: InputNames): NeededFeature[] {
  const known = new Set(needed.map(({ name }) => name));
  return [
    ...num.map((name) => ({ name, type: 'number' as const })),
    ...cat.map((name) => ({ name, type: 'category' as const })),
  ].filter(({ name }) => !known.has(name));
}

/** The part of a record that is the champion's evidence: the record itself where the challenger added nothing. */
export function createEvidenceSelector(
  needed: readonly NeededFeature[],
  added: readonly NeededFeature[],
): (record: FeatureRecord) => FeatureRecord {
  if (added.length === 0) return (record) => record;
  return (record) => Object.fromEntries(needed.map(({ name }) => [name, record[name] ?? null]));
}
