/**
 * What a credit-risk officer divides applications by. A band begins at an edge and ends before the next; a category is
 * the value itself. Every declared category of the lender's is a dimension too.
 */
import { createHash } from 'node:crypto';
import { findFeature } from '../../shared/features/catalogue.ts';

export type Segment = { segment_no: number; segment: string; label: string; position: number };

export type Dimension = {
  dimension: string;
  label: string;
  /** Model input whose value decides, or `risk_band`: the band of the score itself. */
  feature: string;
  /** Ascending; null for a category. */
  edges: readonly number[] | null;
  /** Those known beforehand; categories are named as they come. */
  segments: readonly Segment[];
};

/** How edges are written: as they are, as percent, as the last whole number before the next edge, or as money. */
type Scale = 'plain' | 'percent' | 'whole' | 'money';

export const UNKNOWN_SEGMENT: Segment = { segment_no: -1, segment: 'unknown', label: 'Unknown', position: 1_000_000 };
export const OTHER_SEGMENT: Segment = { segment_no: -2, segment: 'other', label: 'Other', position: 999_999 };

/** Bands of money in any currency: each about twice as wide as the one before. */
const money = (from: number, to: number) =>
  [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]
    .flatMap((power) => [1, 2, 5].map((digit) => digit * power))
    .filter((edge) => edge >= from && edge <= to);

export const DIMENSIONS: readonly Dimension[] = [
  bands('credit_score_band', 'credit_score', [500, 550, 600, 650, 700, 750], 'whole'),
  bands('utilisation_band', 'utilisation', [0.1, 0.3, 0.5, 0.75, 1], 'percent', 'Utilisation of the credit limit'),
  monthsPastDue('months_past_due', 'months_past_due_1', 'Months past due'),
  monthsPastDue('worst_months_past_due', 'months_past_due_max_6m', 'Most months past due in six statements'),
  bands('payment_ratio_band', 'payment_ratio_mean_6m', [0.05, 0.2, 0.5, 1], 'percent', 'Share of the debt paid'),
  bands('loan_amount_band', 'amount', money(500, 5_000_000), 'money'),
  bands('term_band', 'term_months', [13, 25, 37, 61], 'whole', 'Term in months'),
  bands('income_band', 'annual_income', money(10_000, 10_000_000), 'money'),
  bands('debt_to_income_band', 'debt_to_income', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 'percent', 'Debt to income'),
  bands('loan_to_value_band', 'loan_to_value', [0.5, 0.7, 0.8, 0.9, 1], 'percent', 'Loan to value'),
  bands('employment_length', 'employment_years', [1, 3, 5, 10], 'plain'),
  category('purpose', 'purpose'),
  category('employment_status', 'employment_status'),
  category('residence_status', 'residence_status'),
  category('education_level', 'education_level'),
  bands('age_group', 'age_years', [25, 35, 45, 55, 65], 'whole', 'Age group'),
  // Last, because it was made from the risk that the others are asked about.
  category('risk_band', 'risk_band', 'Risk band'),
];

/** Changes with anything that decides a segment's number. */
export const DIMENSIONS_DEFINITION = createHash('sha256')
  .update(JSON.stringify(DIMENSIONS.map(({ dimension, feature, edges }) => [dimension, feature, edges])))
  .digest('hex');

/** A declared category of the lender's, such as `application_grade`. */
export function createDeclaredDimension(feature: string, label: string): Dimension {
  return category(feature, feature, label);
}

function category(dimension: string, feature: string, label = labelOf(feature)): Dimension {
  return { dimension, label, feature, edges: null, segments: [OTHER_SEGMENT, UNKNOWN_SEGMENT] };
}

function bands(
  dimension: string,
  feature: string,
  edges: readonly number[],
  scale: Scale,
  label = labelOf(feature),
): Dimension {
  const named = Array.from({ length: edges.length + 1 }, (_, place) => ({
    segment_no: place,
    ...nameOf(edges[place - 1], edges[place], scale),
    position: place,
  }));
  return { dimension, label, feature, edges, segments: [...named, UNKNOWN_SEGMENT] };
}

/** Below 0 nothing was owed or all was paid; at 0 at least the minimum. */
function monthsPastDue(dimension: string, feature: string, label: string): Dimension {
  const dimensionOf = bands(dimension, feature, [0, 1, 2, 3], 'whole', label);
  const [early, due, ...late] = dimensionOf.segments as [Segment, Segment, ...Segment[]];
  const segments = [
    { ...early, segment: 'paid_in_full', label: 'Paid in full, or not used' },
    { ...due, segment: 'minimum_paid', label: 'At least the minimum paid' },
    ...late,
  ];
  return { ...dimensionOf, segments };
}

/** From (inclusive) to (exclusive); of whole numbers the last one is named. */
function nameOf(from: number | undefined, to: number | undefined, scale: Scale): Pick<Segment, 'segment' | 'label'> {
  const [plain, shown] = writtenBy(scale);
  if (from === undefined) return { segment: `under_${plain(to as number)}`, label: `Under ${shown(to as number)}` };
  if (to === undefined) return { segment: `${plain(from)}_or_more`, label: `${shown(from)} or more` };
  const last = scale === 'whole' ? to - 1 : to;
  if (last === from) return { segment: plain(from), label: shown(from) };
  return { segment: `${plain(from)}_to_${plain(last)}`, label: `${shown(from)} to ${shown(last)}` };
}

/** A number in a segment's name, and in its label. */
function writtenBy(scale: Scale): [(edge: number) => string, (edge: number) => string] {
  if (scale === 'percent') return [(edge) => String(edge * 100), (edge) => `${edge * 100} %`];
  if (scale === 'money') return [String, (edge) => edge.toLocaleString('en-US')];
  return [String, String];
}

function labelOf(feature: string): string {
  return findFeature(feature)?.label ?? feature;
}
