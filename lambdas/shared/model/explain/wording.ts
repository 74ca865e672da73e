/** Selects the text of a reason for a feature's value: the one for a high, a low or an unknown value. */
import type { FeatureRecord, FeatureValue } from '../../features/feature-record.ts';

/** A model's feature with the texts that the model manifest holds for it. */
export interface DescribedFeature {
  name: string;
  type: 'number' | 'category';
  /** 1: the PD grows with the value; -1: it falls; 0: either. Absent in models of earlier trainings. */
  monotone?: -1 | 0 | 1;
  label: string;
  reason: { high: string; low: string; missing: string };
}

/** The label and the texts of one feature. */
export interface Wording {
  label: string;
  /** Returns the text for a value of the feature. */
  getText: (value: FeatureValue | undefined) => string;
}

/** A value that says nothing of itself, such as a purpose, or a balance that may be good or bad. */
const GOES_WITH_RISK = ', which goes with a higher risk';

const MAX_CATEGORY_LENGTH = 60;

/**
 * Builds the wording of each feature: what is adverse about a value that raised the PD. A number is high or low compared
 * with the background's median. A value that equals the median is compared with the mean instead, because many features
 * have one frequent value (such as no delinquency). A category is named.
 */
export function buildWordings(
  features: readonly DescribedFeature[],
  background: readonly FeatureRecord[],
): Map<string, Wording> {
  return new Map(
    features.map((feature) => {
      const { name, type, label, reason } = feature;
      const numbers = background.map((record) => record[name]).filter((value) => typeof value === 'number');
      const isHigh = createHighTest(numbers);
      const getText = (value: FeatureValue | undefined): string => {
        if (value === null || value === undefined || value === '') return reason.missing;
        if (type === 'category') return `${reason.high} (${shortenCategory(value)})${GOES_WITH_RISK}`;
        return describeNumber(feature, isHigh(Number(value)));
      };
      return [name, { label, getText }];
    }),
  );
}

/** A category as part of a sentence: on one line, and the beginning of a long one. The reason's value has all of it. */
function shortenCategory(value: FeatureValue): string {
  const line = String(value).replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
  return line.length > MAX_CATEGORY_LENGTH ? `${line.slice(0, MAX_CATEGORY_LENGTH).toWellFormed()}…` : line;
}

/**
 * The text for a high or a low number. Where the direction is known, a value on the good side can still be less
 * favourable than the background's mean; its text would read as praise.
 */
function describeNumber({ label, reason, monotone = 0 }: DescribedFeature, isHigh: boolean): string {
  const text = isHigh ? reason.high : reason.low;
  if (monotone === 0) return `${text}${GOES_WITH_RISK}`;
  return isHigh === monotone > 0 ? text : `${label}: less favourable than average`;
}

function createHighTest(values: number[]): (value: number) => boolean {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return (value) => (value === median ? value > mean : value > median);
}
