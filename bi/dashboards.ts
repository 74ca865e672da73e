/** Defines the five dashboards of BI tools. lib builds them in QuickSight, bi/tableau in Tableau. */
import type { BiDashboard, BiMeasure } from './visuals.ts';

const APPLICATIONS: BiMeasure = { column: 'applications', label: 'Applications', aggregation: 'sum', format: 'count' };
const EXPOSURE: BiMeasure = { column: 'exposure', label: 'Exposure', aggregation: 'sum', format: 'money' };
const EXPECTED_LOSS: BiMeasure = {
  column: 'expected_loss',
  label: 'Expected loss',
  aggregation: 'sum',
  format: 'money',
};
/** Of views that have all decisions in a row. */
const APPROVED_LOSS: BiMeasure = {
  ...EXPECTED_LOSS,
  column: 'expected_loss_approved',
  label: 'Expected loss of approved applications',
};
const MEAN_PD: BiMeasure = {
  column: 'mean_pd',
  label: 'Mean PD',
  aggregation: 'average',
  weight: 'applications',
  format: 'percent',
};
const buildAverage = (column: string, label: string, format: BiMeasure['format']): BiMeasure => ({
  ...{ column, label, format },
  aggregation: 'average',
});

/** What the lender would hold. */
const APPROVED_ONLY = { column: 'decision', values: ['approve'] };
const CHAMPION_ONLY = { column: 'stage', values: ['champion'] };
const REALISED_ONLY = { column: 'kind', values: ['performance'] };
const COMPARISON_ONLY = { column: 'kind', values: ['champion_challenger'] };

export const DASHBOARDS: readonly BiDashboard[] = [
  {
    id: 'score-distribution',
    title: 'Score distribution',
    visuals: [
      {
        id: 'applications',
        title: 'Applications',
        kind: 'figure',
        source: 'score_distribution',
        measure: APPLICATIONS,
      },
      {
        ...{ id: 'exposure', title: 'Exposure of approved applications', kind: 'figure', source: 'score_distribution' },
        ...{ measure: EXPOSURE, filters: [APPROVED_ONLY] },
      },
      {
        ...{ id: 'expected-loss', title: APPROVED_LOSS.label, kind: 'figure', source: 'score_distribution' },
        ...{ measure: EXPECTED_LOSS, filters: [APPROVED_ONLY] },
      },
      {
        ...{ id: 'histogram', title: 'Applications by score', kind: 'bars', source: 'score_histogram' },
        ...{ category: 'score_from', measures: [APPLICATIONS], order: 'category' },
      },
      {
        ...{ id: 'bands', title: 'Applications by band and decision', kind: 'bars', source: 'score_distribution' },
        ...{ category: 'band', measures: [APPLICATIONS], colour: 'decision', order: 'category' },
      },
      {
        ...{ id: 'band-pd', title: 'Mean PD by band', kind: 'bars', source: 'score_distribution' },
        ...{ category: 'band', measures: [MEAN_PD], order: 'category' },
      },
      {
        ...{ id: 'band-loss', title: 'Expected loss by band and decision', kind: 'bars', source: 'score_distribution' },
        ...{ category: 'band', measures: [EXPECTED_LOSS], colour: 'decision', order: 'category' },
      },
    ],
  },
  {
    id: 'model-performance',
    title: 'Model performance',
    visuals: [
      {
        ...{
          id: 'realised-auc',
          title: 'Live AUC and KS of the champion',
          kind: 'lines',
          source: 'model_performance',
        },
        ...{
          category: 'as_of',
          measures: [buildAverage('auc', 'AUC', 'decimal'), buildAverage('ks', 'KS', 'decimal')],
        },
        filters: [CHAMPION_ONLY, REALISED_ONLY],
      },
      {
        ...{
          id: 'realised-rate',
          title: 'Predicted and observed default rate of the champion',
          kind: 'lines',
          source: 'model_performance',
        },
        ...{
          category: 'as_of',
          measures: [buildAverage('mean_pd', 'Predicted', 'percent'), buildAverage('bad_rate', 'Observed', 'percent')],
        },
        filters: [CHAMPION_ONLY, REALISED_ONLY],
      },
      {
        ...{ id: 'band-realised', title: 'Predicted and observed default rate by band, newest day', kind: 'bars' },
        ...{ source: 'band_performance_newest', category: 'band', order: 'category' },
        measures: [
          buildAverage('expected_pd', 'Predicted', 'percent'),
          buildAverage('realised_rate', 'Observed', 'percent'),
        ],
      },
      {
        ...{ id: 'challenger', title: 'AUC of champion and challenger on the same applications', kind: 'lines' },
        ...{ source: 'model_performance', category: 'as_of', measures: [buildAverage('auc', 'AUC', 'decimal')] },
        ...{ colour: 'stage', filters: [COMPARISON_ONLY] },
      },
      {
        ...{ id: 'models', title: 'Registered models, holdout', kind: 'table', source: 'models' },
        columns: [
          'version',
          'kind',
          'stage',
          'holdout_auc',
          'holdout_ks',
          'holdout_brier',
          'holdout_ece',
          'training_rows',
        ],
      },
    ],
  },
  {
    id: 'high-risk-segments',
    title: 'High-risk segments',
    choice: { source: 'segments', column: 'dimension_label', label: 'Divided by', initial: 'Age group' },
    visuals: [
      {
        ...{ id: 'segment-pd', title: 'Mean PD by segment', kind: 'bars', source: 'segments', isHorizontal: true },
        ...{ category: 'segment_label', measures: [MEAN_PD], order: 'measure', limit: 20 },
      },
      {
        ...{ id: 'segment-high-risk', title: 'Share of high risk by segment', kind: 'bars', source: 'segments' },
        ...{ category: 'segment_label', order: 'measure', limit: 20, isHorizontal: true },
        measures: [{ ...MEAN_PD, column: 'high_risk_share', label: 'High risk' }],
      },
      {
        ...{
          id: 'segment-loss',
          title: 'Expected loss of approved applications by segment',
          kind: 'bars',
          source: 'segments',
          isHorizontal: true,
        },
        ...{ category: 'segment_label', measures: [APPROVED_LOSS], order: 'measure', limit: 20 },
      },
      {
        ...{ id: 'segment-list', title: 'Segments', kind: 'table', source: 'segments' },
        columns: [
          'dimension_label',
          'segment_label',
          'applications',
          'mean_pd',
          'high_risk_share',
          'approval_rate',
          'exposure',
          'expected_loss',
          'expected_loss_approved',
          'outcomes',
          'bad_rate',
        ],
      },
    ],
  },
  {
    id: 'trends',
    title: 'Trends over time',
    visuals: [
      {
        ...{ id: 'daily-applications', title: 'Applications by day', kind: 'lines', source: 'decisions_daily' },
        ...{ category: 'as_of', measures: [APPLICATIONS] },
      },
      {
        ...{
          id: 'daily-pd',
          title: 'Predicted and observed default rate by day',
          kind: 'lines',
          source: 'decisions_daily',
        },
        ...{
          category: 'as_of',
          measures: [buildAverage('mean_pd', 'Predicted', 'percent'), buildAverage('bad_rate', 'Observed', 'percent')],
        },
      },
      {
        ...{
          id: 'daily-decisions',
          title: 'Current decisions by day',
          kind: 'lines',
          source: 'decisions_daily',
          category: 'as_of',
        },
        measures: [
          buildAverage('approval_rate', 'Approved', 'percent'),
          buildAverage('refer_rate', 'Referred', 'percent'),
          buildAverage('decline_rate', 'Declined', 'percent'),
        ],
      },
      {
        ...{ id: 'daily-loss', title: 'Expected loss of approved applications by day', kind: 'lines' },
        ...{ source: 'decisions_daily', category: 'as_of', measures: [APPROVED_LOSS] },
      },
      {
        ...{ id: 'daily-bands', title: 'Share of each band by day', kind: 'lines', source: 'bands_daily' },
        ...{ category: 'as_of', measures: [buildAverage('share', 'Share', 'percent')], colour: 'band' },
      },
    ],
  },
  {
    id: 'feature-importance',
    title: 'Feature importance and drift',
    visuals: [
      {
        ...{
          id: 'permutation',
          title: 'AUC lost when a feature is shuffled',
          kind: 'bars',
          source: 'feature_importance',
        },
        ...{ category: 'label', order: 'measure', limit: 20, isHorizontal: true, filters: [CHAMPION_ONLY] },
        measures: [buildAverage('permutation_auc', 'AUC lost', 'decimal')],
      },
      {
        ...{ id: 'shap', title: 'Mean share of the margin', kind: 'bars', source: 'feature_importance' },
        ...{ category: 'label', order: 'measure', limit: 20, isHorizontal: true, filters: [CHAMPION_ONLY] },
        measures: [buildAverage('mean_abs_shap', 'Mean |SHAP|', 'decimal')],
      },
      {
        ...{ id: 'psi', title: 'Population stability index, newest day', kind: 'bars', source: 'drift_newest' },
        ...{ category: 'label', order: 'measure', limit: 20, isHorizontal: true },
        measures: [buildAverage('psi', 'PSI', 'decimal')],
      },
      {
        ...{ id: 'psi-days', title: 'Population stability index by day', kind: 'lines', source: 'drift' },
        ...{ category: 'as_of', measures: [buildAverage('psi', 'PSI', 'decimal')], colour: 'label' },
      },
    ],
  },
];
