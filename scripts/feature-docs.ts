/** `npm run docs:features`: writes docs/features.md from the catalogue, the one list of features. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CATALOGUE_VERSION, FEATURES, type Feature, type FeatureFamily } from '../lambdas/shared/features/catalogue.ts';

export const FEATURE_DOCS = resolve(import.meta.dirname, '../docs/features.md');

const FAMILIES: Record<FeatureFamily, string> = {
  applicant: 'Applicant: who asks',
  bureau: 'Bureau: the last six monthly statements',
  cash_flow: 'Cash flow: the last 30, 90 and 180 days of transactions',
  loan: 'Loan: what is asked for',
};

const MISSING: Record<Feature['missing'], string> = {
  impute_median: 'median',
  indicator: 'median and an indicator',
  unseen: 'bucket of unseen categories',
};

const DIRECTION: Record<Feature['monotone'], string> = { '-1': 'lowers PD', 0: '–', 1: 'raises PD' };

const INTRODUCTION = `# Features

<!-- Written by \`npm run docs:features\` from sql/features/catalogue.json; edit the catalogue instead. -->

${FEATURES.length} features of catalogue ${CATALOGUE_VERSION}, built by the SQL files of \`sql/features/\`, one a family. The quality checks, the
training set, the model's inputs, the reasons of a decision and this page all read the one catalogue.

**Point in time.** A feature is what could be known at the row's \`as_of\`: only events strictly before it count (a
statement from its statement date, a transaction from its booking). A labelled application's \`as_of\` is the moment it
was applied for; its row is built once, with the delivery that brings the outcome, and never changes after that. An open
application's \`as_of\` is the day of the run, and every run builds it anew. Of a customer the version counts that was
known then, or the oldest known one where the first delivery came later; of an application its first version. Records
that arrive later never change a feature, and two checks count the events again before a run is published.

**Unknown stays unknown.** A value that is not known is null in the tables. What the model makes of it is inside the
model's own graph, so that training and serving cannot differ: the median of the training set, the median together with
an indicator that it was unknown, or, for a category, the bucket that unseen categories share.

**Direction** is the effect of a larger value on the probability of default (PD) that the model must keep to; "–" where
credit sense is not sure of one.

**A lender's own columns** are features without code: the manifest declares them under \`attributes\`
([the landing contract](landing.md)), and a column \`grade\` of the applications with \`use: model\` is the feature
\`application_grade\` (\`customer_…\` for a column of the customers) in \`analytics.risk_features.attributes\`. They follow the
catalogue's features in the model's inputs, by name; an unknown number becomes the median and an indicator. Columns with
\`use: fairness\`, sex, marital status and age group are kept to measure fairness and are never model inputs.

Features of the grain *customer* are also columns of \`analytics.customer_features\`, from which a new application of a
known customer is scored.
`;

/** The whole page. */
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
    feature.reason.high,
    feature.reason.low,
    feature.reason.missing,
  ]);
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`);
  return `## ${title}\n\nSource: ${files}. Grain: ${grains}.\n\n${lines.join('\n')}\n`;
}

const formatAmount = (value: number): string => value.toLocaleString('en-GB').replace('-', '−');
const escapeCell = (cell: string): string => cell.replaceAll('|', '\\|');

if (import.meta.main) writeFileSync(FEATURE_DOCS, formatFeatureDocs());
