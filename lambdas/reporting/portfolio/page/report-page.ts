/** The portfolio risk report as one HTML file: no script, nothing from elsewhere, made to be printed on A4. */

import { computeTotals, type Figures, findDaysToCompare, MIN_SEGMENT_APPLICATIONS, WEEK_DAYS } from '../figures.ts';
import { type Finding, listFindings } from '../list-findings.ts';
import { decimals, formatChange, formatCount, formatMoney, formatPercent } from '../number-format.ts';
import type { RecentAlarm } from '../recent-alarms.ts';
import { html, type Markup } from './markup.ts';
import { renderDriftSection, renderModelSection } from './model-sections.ts';
import { renderAlarmSection, renderQualitySection } from './operation-sections.ts';
import { renderBandSection, renderSegmentSection, renderTrendSection } from './portfolio-sections.ts';
import { STYLE } from './style.ts';

/** A figure that is read first, with how it changed in the week. */
interface KeyFigure {
  name: string;
  figure: string;
  note: string;
}

export interface ReportContent {
  environment: string;
  generatedAt: Date;
  figures: Figures;
  /** null: the alarm service gave no answer. */
  alarms: RecentAlarm[] | null;
}

/** The whole document. */
export function renderReportPage({ environment, generatedAt, figures, alarms }: ReportContent): string {
  const asOf = figures.trend.at(-1)?.as_of;
  const findings = listFindings(figures, alarms);
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Portfolio risk report ${asOf ?? ''} (${environment})</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>Portfolio risk report</h1>
<p>Environment ${environment} · portfolio as of ${asOf ?? 'no day yet'} · made ${minute(generatedAt)} UTC · scores until ${figures.freshness.scores_until ?? 'none'} UTC</p></header>
<main>
${attentionSection(findings)}
${tilesSection(figures)}
${renderBandSection(figures.bands)}
${renderTrendSection(figures.trend)}
${renderSegmentSection(figures.segments)}
${renderModelSection(figures)}
${renderDriftSection(figures.drift)}
${renderQualitySection(figures)}
${renderAlarmSection(alarms)}
${NOTES}
</main>
</body>
</html>
`;
  return document.text;
}

const minute = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ');

function attentionSection(findings: readonly Finding[]): Markup {
  if (findings.length === 0) {
    return html`<section class="attention good"><h2>What needs attention</h2><p>Nothing: every figure is within its bounds.</p></section>`;
  }
  return html`<section class="attention"><h2>What needs attention</h2><ul>${findings.map(
    ({ weight, text }) =>
      html`<li class="${weight}"><strong>${weight === 'high' ? 'High' : 'Watch'}</strong> ${text}</li>`,
  )}</ul></section>`;
}

function tilesSection(figures: Figures): Markup {
  const tiles = listKeyFigures(figures);
  return html`<section class="tiles" aria-label="Key figures">${tiles.map(
    ({ name, figure, note }) =>
      html`<div class="tile"><div class="name">${name}</div><div class="figure">${figure}</div><div class="note">${note}</div></div>`,
  )}</section>`;
}

/** Of the portfolio now; changes are those of the newest day against a week before it. */
export function listKeyFigures({ bands, trend }: Figures): KeyFigure[] {
  const totals = computeTotals(bands);
  const { now, before } = findDaysToCompare(trend);
  const since = (text: string) => (text && before ? `${text} since ${before.as_of}` : '');
  const points = (one: number | undefined, other: number | undefined) =>
    one === undefined || other === undefined
      ? ''
      : `${one >= other ? '+' : '−'}${decimals(1)(Math.abs(100 * (one - other)))} points`;
  const overrides = trend.reduce((sum, day) => sum + day.overrides, 0);
  return [
    {
      name: 'Applications',
      figure: formatCount(totals.applications),
      note: since(formatChange(now?.applications, before?.applications)),
    },
    {
      name: 'Exposure at default',
      figure: formatMoney(totals.exposure),
      note: since(formatChange(now?.exposure, before?.exposure)),
    },
    {
      name: 'Expected loss',
      figure: formatMoney(totals.expected_loss),
      note: since(formatChange(now?.expected_loss, before?.expected_loss)),
    },
    { name: 'Loss rate', figure: formatPercent(totals.loss_rate), note: 'expected loss / exposure' },
    { name: 'Mean PD', figure: formatPercent(totals.mean_pd), note: since(points(now?.mean_pd, before?.mean_pd)) },
    {
      name: 'Approval rate',
      figure: formatPercent(totals.approval_rate),
      note: since(points(now?.approval_rate, before?.approval_rate)),
    },
    { name: 'Overrides', figure: formatCount(overrides), note: `by people, in the ${trend.length} days shown` },
  ];
}

const NOTES = html`<section class="notes"><h2>How to read it</h2><dl>
<dt>PD</dt><dd>Probability of default, calibrated, of an application's newest score.</dd>
<dt>Expected loss</dt><dd>PD × loss given default × exposure at default, in major units of the currency.</dd>
<dt>Decisions</dt><dd>Those that hold: a person's override, else the policy's.</dd>
<dt>High risk</dt><dd>Bands that the policy declines by their score.</dd>
<dt>PSI</dt><dd>Population stability index against the training data: below 0.1 little has changed; from 0.25 on the population is another one.</dd>
<dt>AUC, KS</dt><dd>How well the score separates those who default from those who do not; 0.5 and 0 are chance.</dd>
<dt>Brier, ECE</dt><dd>How far probabilities are from outcomes; less is better.</dd>
<dt>Small groups</dt><dd>Segments of fewer than ${MIN_SEGMENT_APPLICATIONS} applications are left out. Nothing here is of a single person.</dd>
<dt>The week</dt><dd>Runs, refused rows, checks and alarms are of the last ${WEEK_DAYS} days before the report was made.</dd>
</dl></section>`;
