/** The five dashboards of BI tools, told once: lib/reporting makes them in QuickSight, bi/tableau in Tableau. */
import { SOURCES, type SourceName } from './views.ts';

export type Aggregation = 'sum' | 'average' | 'max' | 'min';

export interface Measure {
  column: string;
  label: string;
  /** How rows become one figure. */
  by: Aggregation;
  /** Column to weigh an average with: a mean over groups of unequal size. */
  weight?: string;
  format: 'count' | 'money' | 'percent' | 'decimal';
}

export interface Filter {
  column: string;
  /** Only rows with one of these. */
  values: readonly string[];
}

interface Base {
  /** Kebab-case, unique in all dashboards. */
  id: string;
  title: string;
  source: SourceName;
  only?: readonly Filter[];
}

export interface Figure extends Base {
  kind: 'figure';
  measure: Measure;
}

export interface Bars extends Base {
  kind: 'bars';
  category: string;
  measures: readonly Measure[];
  /** Divides each bar. */
  colour?: string;
  /** Categories in their own order, or by the first measure, the largest first. */
  order: 'category' | 'measure';
  /** The first of the order only. */
  most?: number;
  isHorizontal?: boolean;
}

export interface Lines extends Base {
  kind: 'lines';
  /** A day. */
  category: string;
  measures: readonly Measure[];
  /** A line for each. */
  colour?: string;
}

export interface Listing extends Base {
  kind: 'table';
  columns: readonly string[];
}

export type Visual = Figure | Bars | Lines | Listing;

export interface Dashboard {
  id: string;
  title: string;
  visuals: readonly Visual[];
  /** A choice that the reader makes for every visual of one source. */
  choice?: { source: SourceName; column: string; label: string; initial: string };
}

const applications: Measure = { column: 'applications', label: 'Applications', by: 'sum', format: 'count' };
const exposure: Measure = { column: 'exposure', label: 'Exposure', by: 'sum', format: 'money' };
const expectedLoss: Measure = { column: 'expected_loss', label: 'Expected loss', by: 'sum', format: 'money' };
const meanPd: Measure = {
  column: 'mean_pd',
  label: 'Mean PD',
  by: 'average',
  weight: 'applications',
  format: 'percent',
};
const plain = (column: string, label: string, format: Measure['format']): Measure => ({
  ...{ column, label, format },
  by: 'average',
});

const ofChampion = { column: 'stage', values: ['champion'] };
const realised = { column: 'kind', values: ['performance'] };
const compared = { column: 'kind', values: ['champion_challenger'] };

export const DASHBOARDS: readonly Dashboard[] = [
  {
    id: 'score-distribution',
    title: 'Score distribution',
    visuals: [
      {
        id: 'applications',
        title: 'Applications',
        kind: 'figure',
        source: 'score_distribution',
        measure: applications,
      },
      { id: 'exposure', title: 'Exposure at default', kind: 'figure', source: 'score_distribution', measure: exposure },
      {
        id: 'expected-loss',
        title: 'Expected loss',
        kind: 'figure',
        source: 'score_distribution',
        measure: expectedLoss,
      },
      {
        ...{ id: 'histogram', title: 'Applications by score', kind: 'bars', source: 'score_histogram' },
        ...{ category: 'score_from', measures: [applications], order: 'category' },
      },
      {
        ...{ id: 'bands', title: 'Applications by band and decision', kind: 'bars', source: 'score_distribution' },
        ...{ category: 'band', measures: [applications], colour: 'decision', order: 'category' },
      },
      {
        ...{ id: 'band-pd', title: 'Mean PD by band', kind: 'bars', source: 'score_distribution' },
        ...{ category: 'band', measures: [meanPd], order: 'category' },
      },
      {
        ...{ id: 'band-loss', title: 'Expected loss by band', kind: 'bars', source: 'score_distribution' },
        ...{ category: 'band', measures: [expectedLoss], order: 'category' },
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
          title: 'Realised AUC and KS of the champion',
          kind: 'lines',
          source: 'model_performance',
        },
        ...{ category: 'as_of', measures: [plain('auc', 'AUC', 'decimal'), plain('ks', 'KS', 'decimal')] },
        only: [ofChampion, realised],
      },
      {
        ...{
          id: 'realised-rate',
          title: 'Bad rate and mean PD of the champion',
          kind: 'lines',
          source: 'model_performance',
        },
        ...{
          category: 'as_of',
          measures: [plain('bad_rate', 'Bad rate', 'percent'), plain('mean_pd', 'Mean PD', 'percent')],
        },
        only: [ofChampion, realised],
      },
      {
        ...{ id: 'band-realised', title: 'Expected and realised by band, newest day', kind: 'bars' },
        ...{ source: 'band_performance_newest', category: 'band', order: 'category' },
        measures: [plain('expected_pd', 'Expected PD', 'percent'), plain('realised_rate', 'Realised', 'percent')],
      },
      {
        ...{ id: 'challenger', title: 'AUC of champion and challenger on the same applications', kind: 'lines' },
        ...{ source: 'model_performance', category: 'as_of', measures: [plain('auc', 'AUC', 'decimal')] },
        ...{ colour: 'stage', only: [compared] },
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
        ...{ category: 'segment_label', measures: [meanPd], order: 'measure', most: 20 },
      },
      {
        ...{ id: 'segment-high-risk', title: 'Share of high risk by segment', kind: 'bars', source: 'segments' },
        ...{ category: 'segment_label', order: 'measure', most: 20, isHorizontal: true },
        measures: [{ ...meanPd, column: 'high_risk_share', label: 'High risk' }],
      },
      {
        ...{
          id: 'segment-loss',
          title: 'Expected loss by segment',
          kind: 'bars',
          source: 'segments',
          isHorizontal: true,
        },
        ...{ category: 'segment_label', measures: [expectedLoss], order: 'measure', most: 20 },
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
        ...{ category: 'as_of', measures: [applications] },
      },
      {
        ...{ id: 'daily-pd', title: 'Mean PD and bad rate by day', kind: 'lines', source: 'decisions_daily' },
        ...{
          category: 'as_of',
          measures: [plain('mean_pd', 'Mean PD', 'percent'), plain('bad_rate', 'Bad rate', 'percent')],
        },
      },
      {
        ...{
          id: 'daily-decisions',
          title: 'Decisions by day',
          kind: 'lines',
          source: 'decisions_daily',
          category: 'as_of',
        },
        measures: [
          plain('approval_rate', 'Approved', 'percent'),
          plain('refer_rate', 'Referred', 'percent'),
          plain('decline_rate', 'Declined', 'percent'),
        ],
      },
      {
        ...{ id: 'daily-loss', title: 'Expected loss by day', kind: 'lines', source: 'decisions_daily' },
        ...{ category: 'as_of', measures: [expectedLoss] },
      },
      {
        ...{ id: 'daily-bands', title: 'Share of each band by day', kind: 'lines', source: 'bands_daily' },
        ...{ category: 'as_of', measures: [plain('share', 'Share', 'percent')], colour: 'band' },
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
        ...{ category: 'label', order: 'measure', most: 20, isHorizontal: true, only: [ofChampion] },
        measures: [plain('permutation_auc', 'AUC lost', 'decimal')],
      },
      {
        ...{ id: 'shap', title: 'Mean share of the margin', kind: 'bars', source: 'feature_importance' },
        ...{ category: 'label', order: 'measure', most: 20, isHorizontal: true, only: [ofChampion] },
        measures: [plain('mean_abs_shap', 'Mean |SHAP|', 'decimal')],
      },
      {
        ...{ id: 'psi', title: 'Population stability index, newest day', kind: 'bars', source: 'drift_newest' },
        ...{ category: 'label', order: 'measure', most: 20, isHorizontal: true },
        measures: [plain('psi', 'PSI', 'decimal')],
      },
      {
        ...{ id: 'psi-days', title: 'Population stability index by day', kind: 'lines', source: 'drift' },
        ...{ category: 'as_of', measures: [plain('psi', 'PSI', 'decimal')], colour: 'label' },
      },
    ],
  },
];

/** Every column that a visual names, with its source. */
export function fieldsOf(visual: Visual): { source: SourceName; column: string }[] {
  const columns = (visual.only ?? []).map(({ column }) => column);
  if (visual.kind === 'figure') columns.push(...ofMeasure(visual.measure));
  if (visual.kind === 'table') columns.push(...visual.columns);
  if (visual.kind === 'bars' || visual.kind === 'lines') {
    columns.push(visual.category, ...visual.measures.flatMap(ofMeasure), ...(visual.colour ? [visual.colour] : []));
  }
  return [...new Set(columns)].map((column) => ({ source: visual.source, column }));
}

const ofMeasure = ({ column, weight }: Measure): string[] => (weight ? [column, weight] : [column]);

/** The type of a source's column. Throws RangeError where the source has none of that name. */
export function typeOf(source: SourceName, column: string) {
  const columns: Record<string, string> = SOURCES[source].columns;
  const type = columns[column];
  if (type === undefined) throw new RangeError(`${source} has no column ${column}`);
  return type;
}

/** Sources that a dashboard reads. */
export const sourcesOf = ({ visuals }: Dashboard): SourceName[] => [...new Set(visuals.map(({ source }) => source))];
