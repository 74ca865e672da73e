/**
 * Defines the dimensions by which reports divide applications into segments: bands of a number, or categories. A band
 * includes its lower edge. Every category that the lender declares for models is a dimension too.
 */
import { createHash } from 'node:crypto';
import { findFeature } from '../../shared/features/catalogue.ts';

interface Segment {
  segment_no: number;
  segment: string;
  label: string;
  position: number;
}

export interface Dimension {
  dimension: string;
  label: string;
  /** The feature whose value chooses the segment, or `risk_band`: the band of the score. */
  feature: string;
  /** Ascending; null for a category. */
  edges: readonly number[] | null;
  /** The segments that the code defines. Categories are added when they first occur. */
  segments: readonly Segment[];
}

/** How labels show edges: plainly, as percent, as the last whole number before the next edge, or as money. */
type Scale = 'plain' | 'percent' | 'whole' | 'money';

/** Names and labels that no category has: sql/reporting/segments/add_categories.sql keeps them apart. */
const UNKNOWN_SEGMENT: Segment = { segment_no: -1, segment: 'unknown', label: 'Unknown', position: 1_000_000 };
const OTHER_SEGMENT: Segment = { segment_no: -2, segment: 'other', label: 'Other', position: 999_999 };

/** Edges of bands of money in any currency, each about twice the one before. */
const listMoneyEdges = (from: number, to: number) =>
  [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]
    .flatMap((power) => [1, 2, 5].map((digit) => digit * power))
    .filter((edge) => edge >= from && edge <= to);

export const DIMENSIONS: readonly Dimension[] = [
  createBands('credit_score_band', 'credit_score', [500, 550, 600, 650, 700, 750], 'whole'),
  createBands(
    'utilisation_band',
    'utilisation',
    [0.1, 0.3, 0.5, 0.75, 1],
    'percent',
    'Utilisation of the credit limit',
  ),
  createMonthsPastDue('months_past_due', 'months_past_due_1', 'Months past due'),
  createMonthsPastDue('worst_months_past_due', 'months_past_due_max_6m', 'Most months past due in six statements'),
  createBands('payment_ratio_band', 'payment_ratio_mean_6m', [0.05, 0.2, 0.5, 1], 'percent', 'Share of the debt paid'),
  createBands('loan_amount_band', 'amount', listMoneyEdges(500, 5_000_000), 'money'),
  createBands('term_band', 'term_months', [13, 25, 37, 61], 'whole', 'Term in months'),
  createBands('income_band', 'annual_income', listMoneyEdges(10_000, 10_000_000), 'money'),
  createBands('debt_to_income_band', 'debt_to_income', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 'percent', 'Debt to income'),
  createBands('loan_to_value_band', 'loan_to_value', [0.5, 0.7, 0.8, 0.9, 1], 'percent', 'Loan to value'),
  createBands('employment_length', 'employment_years', [1, 3, 5, 10], 'plain'),
  createCategory('purpose', 'purpose'),
  createCategory('employment_status', 'employment_status'),
  createCategory('residence_status', 'residence_status'),
  createCategory('education_level', 'education_level'),
  createBands('age_group', 'age_years', [25, 35, 45, 55, 65], 'whole', 'Age group'),
  // Last, because the band follows from the risk by which the other dimensions are compared.
  createCategory('risk_band', 'risk_band', 'Risk band'),
];

/** Changes when sql/reporting/segments/add_categories.sql names the categories in another way. */
const CATEGORY_NAMES = 'category:other';

/** Changes when something else is counted, or counted into other tables. */
const COUNTED = 'segments by month, model, band and decision';

/** A hash of everything that decides the aggregates' rows: when it changes, all are counted again. */
export const DIMENSIONS_DEFINITION = createHash('sha256')
  .update(
    JSON.stringify([
      COUNTED,
      CATEGORY_NAMES,
      DIMENSIONS.map(({ dimension, feature, edges }) => [dimension, feature, edges]),
    ]),
  )
  .digest('hex');

/** Creates the dimension of a category that the lender declares, for example `application_grade`. */
export function createDeclaredDimension(feature: string, label: string): Dimension {
  return createCategory(feature, feature, label);
}

function createCategory(dimension: string, feature: string, label = findLabel(feature)): Dimension {
  return { dimension, label, feature, edges: null, segments: [OTHER_SEGMENT, UNKNOWN_SEGMENT] };
}

function createBands(
  dimension: string,
  feature: string,
  edges: readonly number[],
  scale: Scale,
  label = findLabel(feature),
): Dimension {
  const segments = Array.from({ length: edges.length + 1 }, (_, position) => ({
    segment_no: position,
    ...nameBand(edges[position - 1], edges[position], scale),
    position,
  }));
  return { dimension, label, feature, edges, segments: [...segments, UNKNOWN_SEGMENT] };
}

/** Below 0 nothing was owed or all was paid; 0 means that at least the minimum was paid. */
function createMonthsPastDue(dimension: string, feature: string, label: string): Dimension {
  const plainDimension = createBands(dimension, feature, [0, 1, 2, 3], 'whole', label);
  const [early, due, ...late] = plainDimension.segments as [Segment, Segment, ...Segment[]];
  const segments = [
    { ...early, segment: 'paid_in_full', label: 'Paid in full, or not used' },
    { ...due, segment: 'minimum_paid', label: 'At least the minimum paid' },
    ...late,
  ];
  return { ...plainDimension, segments };
}

/** Names the band from `from` (inclusive) to `to` (exclusive). Whole numbers name the last number of the band. */
function nameBand(from: number | undefined, to: number | undefined, scale: Scale): Pick<Segment, 'segment' | 'label'> {
  const [plain, shown] = createFormats(scale);
  if (from === undefined) return { segment: `under_${plain(to as number)}`, label: `Under ${shown(to as number)}` };
  if (to === undefined) return { segment: `${plain(from)}_or_more`, label: `${shown(from)} or more` };
  const last = scale === 'whole' ? to - 1 : to;
  if (last === from) return { segment: plain(from), label: shown(from) };
  return { segment: `${plain(from)}_to_${plain(last)}`, label: `${shown(from)} to ${shown(last)}` };
}

/** How a number appears in a segment's name, and in its label. */
function createFormats(scale: Scale): [(edge: number) => string, (edge: number) => string] {
  if (scale === 'percent') return [(edge) => String(edge * 100), (edge) => `${edge * 100} %`];
  if (scale === 'money') return [String, (edge) => edge.toLocaleString('en-US')];
  return [String, String];
}

function findLabel(feature: string): string {
  return findFeature(feature)?.label ?? feature;
}
