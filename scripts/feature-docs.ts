/** `npm run docs:features`: writes docs/features.md from the feature catalogue. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isCategoryChange } from '../lambdas/shared/features/actionability.ts';
import { CATALOGUE_VERSION, FEATURES, type Feature, type FeatureFamily } from '../lambdas/shared/features/catalogue.ts';

export const FEATURE_DOCS = resolve(import.meta.dirname, '../docs/features.md');

const FAMILIES: Record<FeatureFamily, string> = {
  applicant: 'Applicant: the person',
  bureau: 'Bureau: the last six monthly statements',
  cash_flow: 'Cash flow: the last 30, 90 and 180 days of transactions',
  loan: 'Loan: the requested credit',
};

const MISSING: Record<Feature['missing'], string> = {
  impute_median: 'median',
  indicator: 'median and an indicator',
  unseen: 'bucket of unseen categories',
};

const DIRECTION: Record<Feature['monotone'], string> = { '-1': 'lowers PD', 0: '–', 1: 'raises PD' };

const INTRODUCTION = `# Features

<!-- Written by \`npm run docs:features\` from sql/features/catalogue.json; edit the catalogue instead. -->

The catalogue ${CATALOGUE_VERSION} has ${FEATURES.length} features. The SQL files in \`sql/features/\` build them, one file per family. Quality checks,
training set, model inputs, adverse action reasons and this page read the same catalogue.

**Point in time.** A feature uses only what was known strictly before the row's as-of time (\`as_of\`): statements by their
statement date, transactions by their booking time. The as-of time of an application with an outcome is the time of the
application; its row is built once, with the delivery of the outcome, and never changes. The as-of time of an open
application is the start of the run's as-of date, and every run builds it again. A customer counts in the version that
was known then, or in the oldest version if the first delivery came later. An open application counts in its newest
version, so that a correction is decided on; one with an outcome counts in its first version. Records that arrive later
never change a feature. Two checks count the events again before a run is published.

**Unknown values** are null in the tables. The model's graph replaces them, so that training and serving cannot differ:
by the median of the training rows, by the median and an indicator, or, for a category, by the bucket of unseen
categories.

**Direction** is the effect of a larger value on the PD that the model must keep; "–" where no direction is certain.

**Attributes** are features without code. The manifest declares them under \`attributes\`
([the landing contract](landing.md)). A column \`grade\` of the applications with \`use: model\` becomes the feature
\`application_grade\` (\`customer_…\` for a column of the customers) in \`analytics.risk_features.attributes\`. Attributes follow
the catalogue's features in the model's inputs, sorted by name; an unknown number becomes the median and an indicator.
Columns with \`use: fairness\`, sex, marital status and age group serve to measure fairness and are never model inputs.

**What a person can change** is what counterfactuals propose; a feature that *follows* others changes with them
([counterfactuals.md](counterfactuals.md#what-a-person-can-change)).

Features of the grain *customer* are also columns of \`analytics.customer_features\`, with which a new application of a
known customer is scored.
`;

/** Formats the whole page. */
export function formatFeatureDocs(): string {
  const families = Object.entries(FAMILIES).map(([family, title]) =>
    formatFamily(
      title,
      FEATURES.filter((feature) => feature.family === family),
    ),
  );
  return [INTRODUCTION, ...families].join('\n');
}

function formatFamily(title: string, list: readonly Feature[]): string {
  const files = [...new Set(list.map(({ sql }) => `\`sql/${sql}\``))].join(', ');
  const grains = [...new Set(list.map(({ grain }) => grain))].join(', ');
  const head = [
    'feature',
    'meaning',
    'type',
    'unit',
    'range',
    'unknown becomes',
    'direction',
    'a person can change',
    'follows',
    'reason: high',
    'low',
    'unknown',
  ];
  const rows = list.map((feature) => [
    `\`${feature.name}\`${feature.model ? '' : ' (not a model input)'}`,
    feature.label,
    feature.type,
    feature.unit,
    feature.range ? `${formatAmount(feature.range[0])} to ${formatAmount(feature.range[1])}` : '',
    MISSING[feature.missing],
    DIRECTION[feature.monotone],
    describeActionable(feature),
    feature.follows.length === 0 ? '–' : `from ${feature.follows.map((name) => `\`${name}\``).join(', ')}`,
    feature.reason.high,
    feature.reason.low,
    feature.reason.missing,
  ]);
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`);
  return `## ${title}\n\nSource: ${files}. Grain: ${grains}.\n\n${lines.join('\n')}\n`;
}

/** Direction, step, reach and cost, for example "down by 6, 10 steps at most, cost 1". */
function describeActionable({ actionable }: Feature): string {
  if (actionable === null) return '–';
  if (isCategoryChange(actionable)) return `to ${actionable.categories.join(', ')}, cost ${actionable.cost}`;
  const { direction, step, steps, cost } = actionable;
  const size = typeof step === 'number' ? formatAmount(step) : `${formatAmount(step.share * 100)} %`;
  return `${direction === 'either' ? 'up or down' : direction} by ${size}, ${steps} steps at most, cost ${cost}`;
}

const formatAmount = (value: number): string => value.toLocaleString('en-GB').replace('-', '−');
const escapeCell = (cell: string): string => cell.replaceAll('|', '\\|');

if (import.meta.main) writeFileSync(FEATURE_DOCS, formatFeatureDocs());
