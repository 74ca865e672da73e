/** Sections on the portfolio itself: bands, trend, risky segments. */
import { barChart, lineChart, shortened } from './charts.ts';
import { type Band, type Day, type Segment, totalsOf } from './figures.ts';
import { count, money, percent } from './figures-in-words.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

/** Days in the table below the charts. */
const DAYS_LISTED = 10;

export function bandSection(bands: readonly Band[]): Markup {
  const totals = totalsOf(bands);
  const sum = (value: (band: Band) => number | null) => count(bands.reduce((all, band) => all + (value(band) ?? 0), 0));
  return html`<section><h2>Portfolio by band</h2>
${table<Band>(
  'Newest score of each application; A is the best band',
  [
    { head: 'Band', cell: ({ band }) => band, isText: true },
    { head: 'Applications', cell: ({ applications }) => count(applications) },
    { head: 'Share', cell: ({ applications }) => percent(applications / totals.applications) },
    { head: 'Mean PD', cell: ({ mean_pd }) => percent(mean_pd) },
    { head: 'Approved', cell: ({ approvals }) => count(approvals ?? 0) },
    { head: 'Referred', cell: ({ referrals }) => count(referrals ?? 0) },
    { head: 'Declined', cell: ({ declines }) => count(declines ?? 0) },
    { head: 'Exposure', cell: ({ exposure }) => money(exposure) },
    { head: 'Expected loss', cell: ({ expected_loss }) => money(expected_loss) },
  ],
  bands,
  {
    none: 'no application is scored yet.',
    foot: [
      ...['All', count(totals.applications), percent(1), percent(totals.mean_pd)],
      ...[sum(({ approvals }) => approvals), sum(({ referrals }) => referrals), sum(({ declines }) => declines)],
      ...[money(totals.exposure), money(totals.expected_loss)],
    ],
  },
)}
${bands.length > 0 ? bandCharts(bands, totals.expected_loss) : ''}</section>`;
}

function bandCharts(bands: readonly Band[], loss: number): Markup {
  const applications = bands.map(({ band, applications: value }) => ({
    label: `Band ${band}`,
    value,
    text: count(value),
  }));
  const losses = bands.map(({ band, expected_loss: value }) => ({
    label: `Band ${band}`,
    value,
    text: `${money(value)} (${percent(loss > 0 ? value / loss : null)})`,
  }));
  return html`${barChart('Applications by band', applications)}${barChart('Expected loss by band', losses)}`;
}

export function trendSection(days: readonly Day[]): Markup {
  const labels = days.map(({ as_of }) => as_of);
  const series = (name: string, value: (day: Day) => number | null) => ({ name, values: days.map(value) });
  return html`<section class="long"><h2>Trend</h2>
${lineChart('Expected loss by day', labels, [series('Expected loss', (day) => day.expected_loss)], money)}
${lineChart('Mean PD and bad rate by day', labels, [series('Mean PD', (day) => day.mean_pd), series('Bad rate so far', (day) => day.bad_rate)], percent)}
${lineChart(
  'Decisions by day',
  labels,
  [
    series('Approved', (day) => day.approval_rate),
    series('Referred', (day) => day.refer_rate),
    series('Declined', (day) => day.decline_rate),
  ],
  percent,
)}
${table<Day>(
  `The newest ${Math.min(DAYS_LISTED, days.length)} days that scores speak of`,
  [
    { head: 'Day', cell: ({ as_of }) => as_of, isText: true },
    { head: 'Applications', cell: ({ applications }) => count(applications) },
    { head: 'Mean PD', cell: ({ mean_pd }) => percent(mean_pd) },
    { head: 'Approved', cell: ({ approval_rate }) => percent(approval_rate) },
    { head: 'Overrides', cell: ({ overrides }) => count(overrides) },
    { head: 'Exposure', cell: ({ exposure }) => money(exposure) },
    { head: 'Expected loss', cell: ({ expected_loss }) => money(expected_loss) },
    { head: 'Outcomes', cell: ({ outcomes }) => count(outcomes) },
    { head: 'Bad rate', cell: ({ bad_rate }) => percent(bad_rate) },
  ],
  days.slice(-DAYS_LISTED).reverse(),
  { none: 'no day is scored yet.' },
)}</section>`;
}

export function segmentSection(segments: readonly Segment[]): Markup {
  const bars = segments.map(({ dimension, segment, mean_pd: value, applications }) => ({
    label: `${shortened(dimension, 22)}: ${segment}`,
    value,
    text: `${percent(value)} of ${count(applications)}`,
    isHot: true,
  }));
  return html`<section><h2>High-risk segments</h2>
${segments.length > 0 ? barChart('Segments with the highest mean PD', bars) : ''}
${table<Segment>(
  'The riskiest segments of all dimensions; an application is in one segment of every dimension',
  [
    { head: 'Dimension', cell: ({ dimension }) => dimension, isText: true },
    { head: 'Segment', cell: ({ segment }) => segment, isText: true },
    { head: 'Applications', cell: ({ applications }) => count(applications) },
    { head: 'Mean PD', cell: ({ mean_pd }) => percent(mean_pd) },
    { head: 'High risk', cell: ({ high_risk_share }) => percent(high_risk_share) },
    { head: 'Approved', cell: ({ approval_rate }) => percent(approval_rate) },
    { head: 'Exposure', cell: ({ exposure }) => money(exposure) },
    { head: 'Expected loss', cell: ({ expected_loss }) => money(expected_loss) },
  ],
  segments,
  { none: 'no segment is large enough yet.' },
)}</section>`;
}
