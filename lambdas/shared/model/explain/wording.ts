/** Which words of the catalogue fit a value: those for a high, a low or an unknown one. Pure. */
import type { FeatureRecord, FeatureValue } from '../../features/feature-record.ts';

/** A model's feature with the texts that the model manifest holds for it. */
export interface DescribedFeature {
  name: string;
  type: 'number' | 'category';
  label: string;
  reason: { high: string; low: string; missing: string };
}

export interface Wording {
  label: string;
  /** The words for this value of the feature. */
  getText: (value: FeatureValue | undefined) => string;
}

/**
 * By feature. A number is high or low beside the background's median; the median itself beside their mean, so that the
 * one value that most have (no delinquency) is still told from the others. A category has one wording for every value.
 */
export function buildWordings(
  features: readonly DescribedFeature[],
  background: readonly FeatureRecord[],
): Map<string, Wording> {
  return new Map(
    features.map(({ name, type, label, reason }) => {
      const known = background.map((record) => record[name]).filter((value) => typeof value === 'number');
      const isHigh = type === 'category' ? () => true : createHighTest(known);
      const getText = (value: FeatureValue | undefined): string => {
        if (value === null || value === undefined || value === '') return reason.missing;
        return isHigh(Number(value)) ? reason.high : reason.low;
      };
      return [name, { label, getText }];
    }),
  );
}

function createHighTest(values: number[]): (value: number) => boolean {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return (value) => (value === median ? value > mean : value > median);
}
