/** Selects the text of a reason for a feature's value: the one for a high, a low or an unknown value. */
import type { FeatureRecord, FeatureValue } from '../../features/feature-record.ts';

/** A model's feature with the texts that the model manifest holds for it. */
export interface DescribedFeature {
  name: string;
  type: 'number' | 'category';
  label: string;
  reason: { high: string; low: string; missing: string };
}

/** The label and the texts of one feature. */
export interface Wording {
  label: string;
  /** Returns the text for a value of the feature. */
  getText: (value: FeatureValue | undefined) => string;
}

/**
 * Builds the wording of each feature. A number is high or low compared with the background's median. A value that equals
 * the median is compared with the mean instead, because many features have one frequent value (such as no delinquency).
 * A category has one text for all known values.
 */
export function buildWordings(
  features: readonly DescribedFeature[],
  background: readonly FeatureRecord[],
): Map<string, Wording> {
  return new Map(
    features.map(({ name, type, label, reason }) => {
      const numbers = background.map((record) => record[name]).filter((value) => typeof value === 'number');
      const isHigh = type === 'category' ? () => true : createHighTest(numbers);
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
