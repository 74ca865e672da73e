/** Renders the sections on the portfolio: bands, trend, and segments with a high risk. */

import { html, type Markup } from '../../../shared/page/markup.ts';
import { formatCount, formatCountOf, formatMoney, formatPercent } from '../../../shared/page/number-format.ts';
import { renderTable } from '../../../shared/page/table.ts';
import {
  type BandFigures,
  computeTotals,
  type DayFigures,
  type Figures,
  type SegmentFigures,
  type Totals,
} from '../figures/figures.ts';
import { renderBarChart, renderLineChart, shorten } from './charts.ts';

/** Days in the table below the charts. */
const MAX_DAYS = 10;

export function renderBandSection({ bands, freshness: { currency } }: Figures): Markup {
  const totals = computeTotals(bands);
  const sum = (value: (band: BandFigures) => number | null) =>
    formatCount(bands.reduce((total, band) => total + (value(band) ?? 0), 0));
  return html`<section><h2>Portfolio by band</h2>
${renderTable<BandFigures>(
  'Newest score of each application; band A has the lowest risk; decisions after overrides',
  [
    { head: 'Band', cell: ({ band }) => band, isText: true },
    { head: 'Applications', cell: ({ applications }) => formatCount(applications) },
    { head: 'Share', cell: ({ applications }) => formatPercent(applications / totals.applications) },
    { head: 'Mean PD', cell: ({ mean_pd }) => formatPercent(mean_pd) },
    { head: 'Approved', cell: ({ approvals }) => formatCount(approvals ?? 0) },
    { head: 'Referred', cell: ({ referrals }) => formatCount(referrals ?? 0) },
    { head: 'Declined', cell: ({ declines }) => formatCount(declines ?? 0) },
    { head: 'Exposure, all', cell: ({ exposure }) => formatMoney(exposure, currency) },
    { head: 'Expected loss, all', cell: ({ expected_loss }) => formatMoney(expected_loss, currency) },
    { head: 'Approved only', cell: ({ expected_loss_approved }) => formatMoney(expected_loss_approved, currency) },
  ],
  bands,
  {
    none: 'no application is scored yet.',
    foot: [
      ...['All', formatCount(totals.applications), formatPercent(1), formatPercent(totals.mean_pd)],
      ...[sum(({ approvals }) => approvals), sum(({ referrals }) => referrals), sum(({ declines }) => declines)],
      ...[formatMoney(totals.exposure, currency), formatMoney(totals.expected_loss, currency)],
      formatMoney(totals.expected_loss_approved, currency),
    ],
  },
)}
${bands.length > 0 ? renderDecisionTable(totals, currency) : ''}
${bands.length > 0 ? renderBandCharts(bands, totals.expected_loss_approved, currency) : ''}</section>`;
}

/** What the lender would hold, apart from what it would not. */
function renderDecisionTable(totals: Totals, currency: string | null): Markup {
  const rows = [
    { decision: 'Approved', loss: totals.expected_loss_approved },
    { decision: 'Referred to a person', loss: totals.expected_loss_referred },
    { decision: 'Declined', loss: totals.expected_loss_declined },
  ];
  return renderTable(
    'Expected loss by current decision; the lender would hold that of the approved applications',
    [
      { head: 'Decision', cell: ({ decision }) => decision, isText: true },
      { head: 'Expected loss', cell: ({ loss }) => formatMoney(loss, currency) },
    ],
    rows,
    { foot: ['All', formatMoney(totals.expected_loss, currency)] },
  );
}

function renderBandCharts(bands: readonly BandFigures[], loss: number, currency: string | null): Markup {
  const applications = bands.map(({ band, applications: value }) => ({
    label: `Band ${band}`,
    value,
    text: formatCount(value),
  }));
  const losses = bands.map(({ band, expected_loss_approved: value }) => ({
    label: `Band ${band}`,
    value,
    text: `${formatMoney(value, currency)} (${formatPercent(loss > 0 ? value / loss : null)})`,
  }));
  return html`${renderBarChart('Applications by band', applications)}${renderBarChart('Expected loss of approved applications by band', losses)}`;
}

export function renderTrendSection({ trend: days, freshness: { currency } }: Figures): Markup {
  const labels = days.map(({ as_of }) => as_of);
  const series = (name: string, value: (day: DayFigures) => number | null) => ({ name, values: days.map(value) });
  return html`<section class="long"><h2>Trend</h2>
${renderLineChart('Expected loss of approved applications by as-of date', labels, [series('Expected loss', (day) => day.expected_loss_approved)], (value) => formatMoney(value, currency))}
${renderLineChart('Predicted and observed default rate by as-of date', labels, [series('Predicted (mean PD)', (day) => day.mean_pd), series('Observed so far', (day) => day.bad_rate)], formatPercent)}
${renderLineChart(
  'Current decisions by as-of date',
  labels,
  [
    series('Approved', (day) => day.approval_rate),
    series('Referred', (day) => day.refer_rate),
    series('Declined', (day) => day.decline_rate),
  ],
  formatPercent,
)}
${renderTable<DayFigures>(
  `The newest ${formatCountOf(Math.min(MAX_DAYS, days.length), 'as-of date')}`,
  [
    { head: 'As-of date', cell: ({ as_of }) => as_of, isText: true },
    { head: 'Applications', cell: ({ applications }) => formatCount(applications) },
    { head: 'Mean PD', cell: ({ mean_pd }) => formatPercent(mean_pd) },
    { head: 'Approved', cell: ({ approval_rate }) => formatPercent(approval_rate) },
    { head: 'Overrides', cell: ({ overrides }) => formatCount(overrides) },
    { head: 'Exposure, all', cell: ({ exposure }) => formatMoney(exposure, currency) },
    {
      head: 'Expected loss, approved',
      cell: ({ expected_loss_approved }) => formatMoney(expected_loss_approved, currency),
    },
    { head: 'Outcomes', cell: ({ outcomes }) => formatCount(outcomes) },
    { head: 'Observed', cell: ({ bad_rate }) => formatPercent(bad_rate) },
  ],
  days.slice(-MAX_DAYS).reverse(),
  { none: 'no day is scored yet.' },
)}</section>`;
}

export function renderSegmentSection({ segments, freshness: { currency } }: Figures): Markup {
  const bars = segments.map(({ dimension, segment, mean_pd: value, applications }) => ({
    label: `${shorten(dimension, 22)}: ${segment}`,
    value,
    text: `${formatPercent(value)} of ${formatCountOf(applications, 'application')}`,
    isHot: true,
  }));
  return html`<section><h2>High-risk segments</h2>
${segments.length > 0 ? renderBarChart('Segments with the highest mean PD', bars) : ''}
${renderTable<SegmentFigures>(
  'The riskiest segments of all dimensions; an application is in one segment of every dimension',
  [
    { head: 'Dimension', cell: ({ dimension }) => dimension, isText: true },
    { head: 'Segment', cell: ({ segment }) => segment, isText: true },
    { head: 'Applications', cell: ({ applications }) => formatCount(applications) },
    { head: 'Mean PD', cell: ({ mean_pd }) => formatPercent(mean_pd) },
    { head: 'High risk', cell: ({ high_risk_share }) => formatPercent(high_risk_share) },
    { head: 'Approved', cell: ({ approval_rate }) => formatPercent(approval_rate) },
    { head: 'Outcomes', cell: ({ outcomes }) => formatCount(outcomes) },
    { head: 'Observed', cell: ({ bad_rate }) => formatPercent(bad_rate) },
    {
      head: 'Expected loss, approved',
      cell: ({ expected_loss_approved }) => formatMoney(expected_loss_approved, currency),
    },
  ],
  segments,
  { none: 'no segment is large enough yet.' },
)}</section>`;
}
