/** Renders the sections on models: their performance, and drift against their training data. */

import { VERDICT_WORDS } from '../../../shared/model/gate-result.ts';
import { html, type Markup } from '../../../shared/page/markup.ts';
import { formatCount, formatCountOf, formatDecimals, formatPercent } from '../../../shared/page/number-format.ts';
import { renderTable } from '../../../shared/page/table.ts';
import type {
  BandPerformanceFigures,
  DriftFigures,
  Figures,
  Level,
  Measurement,
  ModelFigures,
} from '../figures/figures.ts';
import { renderBarChart, renderLineChart } from './charts.ts';

const formatFigure = (value: number | null): string => formatDecimals(value, 3);
/** Distributions in the chart: those with the largest PSI. */
const MAX_DISTRIBUTIONS = 15;

const LEVELS: Record<Level, string> = { ok: 'ok', warn: 'warning', alert: 'alert', insufficient: 'too few rows' };
const renderLevel = (level: Level): Markup => html`<span class="${level}">${LEVELS[level] ?? level}</span>`;

export function renderModelSection({ models, performance, band_performance }: Figures): Markup {
  const realised = performance.filter(({ stage, kind }) => stage === 'champion' && kind === 'performance');
  const compared = performance.filter(({ kind }) => kind === 'champion_challenger');
  return html`<section class="long"><h2>Model performance</h2>
${renderTable<ModelFigures>(
  'Models in force, with the figures of their holdout',
  [
    { head: 'Stage', cell: ({ stage }) => stage, isText: true },
    { head: 'Version', cell: ({ version }) => version, isText: true },
    { head: 'Kind', cell: ({ kind }) => kind.replaceAll('_', ' '), isText: true },
    { head: 'Since', cell: ({ since }) => since, isText: true },
    { head: 'AUC', cell: ({ holdout_auc }) => formatFigure(holdout_auc) },
    { head: 'KS', cell: ({ holdout_ks }) => formatFigure(holdout_ks) },
    { head: 'Brier', cell: ({ holdout_brier }) => formatFigure(holdout_brier) },
    { head: 'ECE', cell: ({ holdout_ece }) => formatFigure(holdout_ece) },
    {
      head: 'Fairness',
      cell: ({ fairness_verdict: verdict }) => (verdict ? VERDICT_WORDS[verdict] : '–'),
      isText: true,
    },
  ],
  models,
  { none: 'there is no champion yet.' },
)}
${realised.length > 1 ? renderRealisedChart(realised) : ''}
${renderMeasurements('Live performance: the champion’s scores against outcomes that have arrived since', realised.slice(-8).reverse(), false)}
${compared.length > 0 ? renderMeasurements('Champion and challenger on the same applications', compared.slice(-8).reverse(), true) : ''}
${renderBands(band_performance)}</section>`;
}

function renderRealisedChart(realised: readonly Measurement[]): Markup {
  const labels = realised.map(({ as_of }) => as_of);
  const series = [
    { name: 'AUC', values: realised.map(({ auc }) => auc) },
    { name: 'KS', values: realised.map(({ ks }) => ks) },
  ];
  return renderLineChart('Live discrimination', labels, series, (value) => value.toFixed(2));
}

function renderMeasurements(caption: string, rows: readonly Measurement[], withStage: boolean): Markup {
  return renderTable<Measurement>(
    caption,
    [
      { head: 'As-of date', cell: ({ as_of }) => as_of, isText: true },
      ...(withStage ? [{ head: 'Model', cell: ({ stage }: Measurement) => stage, isText: true }] : []),
      { head: 'Outcomes', cell: ({ applications }) => formatCount(applications) },
      { head: 'Defaults', cell: ({ defaults }) => formatCount(defaults) },
      { head: 'AUC', cell: ({ auc }) => formatFigure(auc) },
      { head: 'KS', cell: ({ ks }) => formatFigure(ks) },
      { head: 'Brier', cell: ({ brier }) => formatFigure(brier) },
      { head: 'ECE', cell: ({ ece }) => formatFigure(ece) },
      { head: 'Predicted', cell: ({ mean_pd }) => formatPercent(mean_pd) },
      { head: 'Observed', cell: ({ bad_rate }) => formatPercent(bad_rate) },
      { head: 'Level', cell: ({ level }) => renderLevel(level), isText: true },
    ],
    rows,
    { none: 'no outcome has arrived yet.' },
  );
}

function renderBands(bands: readonly BandPerformanceFigures[]): Markup {
  return renderTable<BandPerformanceFigures>(
    `Predicted and observed default rate by band${bands[0] ? `, measured ${bands[0].as_of}` : ''}`,
    [
      { head: 'Band', cell: ({ band }) => band, isText: true },
      { head: 'Outcomes', cell: ({ applications }) => formatCount(applications) },
      { head: 'Predicted', cell: ({ expected_pd }) => formatPercent(expected_pd) },
      { head: 'Observed', cell: ({ realised_rate }) => formatPercent(realised_rate) },
      {
        head: 'Difference, points',
        cell: ({ expected_pd, realised_rate }) =>
          formatDecimals(
            realised_rate === null || expected_pd === null ? null : 100 * (realised_rate - expected_pd),
            1,
          ),
      },
    ],
    bands,
    { none: 'no outcome has arrived yet.' },
  );
}

export function renderDriftSection(drift: readonly DriftFigures[]): Markup {
  const listed = drift.slice(0, MAX_DISTRIBUTIONS);
  const bars = listed.map(({ label, psi, level }) => ({
    label,
    value: psi ?? 0,
    text: `${formatFigure(psi)} ${LEVELS[level] ?? level}`,
    isHot: level === 'alert' || level === 'warn',
  }));
  const countLevel = (level: Level) => drift.filter((distribution) => distribution.level === level).length;
  return html`<section><h2>Drift</h2>
${
  drift.length > 0
    ? html`<p>Measured ${drift[0]?.as_of}: ${formatCountOf(drift.length, 'distribution')}, of them ${formatCount(countLevel('alert'))} at level alert, ${formatCount(countLevel('warn'))} at level warning, ${formatCount(countLevel('insufficient'))} with too few rows.</p>
${renderBarChart('Population stability index against the training data, the largest first', bars)}`
    : html`<p class="none">Drift is not measured yet.</p>`
}</section>`;
}
