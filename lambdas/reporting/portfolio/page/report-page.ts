/** Renders the portfolio risk report as one HTML file without scripts or external resources, to be printed on A4. */

import { html, type Markup } from '../../../shared/page/markup.ts';
import { STYLE } from '../../../shared/page/style.ts';
import { type Figures, MIN_SEGMENT_APPLICATIONS, WEEK_DAYS } from '../figures/figures.ts';
import { listKeyFigures } from '../figures/key-figures.ts';
import { type Finding, listPortfolioFindings } from '../figures/list-findings.ts';
import type { ReportContent } from '../figures/report-content.ts';
import { renderDriftSection, renderModelSection } from './model-sections.ts';
import { renderAlarmSection, renderQualitySection } from './operation-sections.ts';
import { renderBandSection, renderSegmentSection, renderTrendSection } from './portfolio-sections.ts';

export function renderReportPage({ environment, generatedAt, figures, alarms }: ReportContent): string {
  const asOf = figures.trend.at(-1)?.as_of;
  const findings = listPortfolioFindings(figures, alarms);
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>Portfolio risk report ${asOf ?? ''} (${environment})</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>Portfolio risk report</h1>
<p>Environment ${environment} · portfolio as of ${asOf ?? 'no day yet'} · made ${formatMinute(generatedAt)} UTC · newest score ${figures.freshness.scores_until ? `${figures.freshness.scores_until} UTC` : 'none'}</p></header>
<main>
${renderFindings(findings)}
${renderKeyFigures(figures)}
${renderBandSection(figures)}
${renderTrendSection(figures)}
${renderSegmentSection(figures)}
${renderModelSection(figures)}
${renderDriftSection(figures.drift)}
${renderQualitySection(figures)}
${renderAlarmSection(alarms)}
${renderNotes(figures.freshness.currency)}
</main>
</body>
</html>
`;
  return document.text;
}

const formatMinute = (time: Date): string => time.toISOString().slice(0, 16).replace('T', ' ');

function renderFindings(findings: readonly Finding[]): Markup {
  if (findings.length === 0) {
    return html`<section class="attention good"><h2>What needs attention</h2><p>Nothing: runs, outcomes, drift, losses, overrides and alarms are within their bounds. The page of a model judges its fairness.</p></section>`;
  }
  return html`<section class="attention"><h2>What needs attention</h2><ul>${findings.map(
    ({ weight, text }) =>
      html`<li class="${weight}"><strong>${weight === 'high' ? 'High' : 'Watch'}</strong> ${text}</li>`,
  )}</ul></section>`;
}

function renderKeyFigures(figures: Figures): Markup {
  return html`<section class="tiles" aria-label="Key figures">${listKeyFigures(figures).map(
    ({ name, figure, note }) =>
      html`<div class="tile"><div class="name">${name}</div><div class="figure">${figure}</div><div class="note">${note}</div></div>`,
  )}</section>`;
}

const renderNotes = (currency: string | null): Markup => html`<section class="notes"><h2>How to read it</h2><dl>
<dt>PD</dt><dd>Probability of default, calibrated, of an application's newest score.</dd>
<dt>Expected loss</dt><dd>PD × loss given default × exposure at default${currency ? html`, in ${currency}` : ''}. The lender would hold that of the approved applications.</dd>
<dt>Current decisions</dt><dd>The decision of a person's override, else the policy's.</dd>
<dt>High risk</dt><dd>Bands that the policy declines by their score.</dd>
<dt>Predicted, observed</dt><dd>The mean PD; the share of the applications with an outcome that defaulted.</dd>
<dt>PSI</dt><dd>Population stability index against the training data: below 0.1 little has changed; from 0.25 on the population is another one.</dd>
<dt>AUC, KS</dt><dd>How well the score separates those who default from those who do not; 0.5 and 0 are chance.</dd>
<dt>Brier, ECE</dt><dd>How far probabilities are from outcomes; less is better.</dd>
<dt>Small groups</dt><dd>Segments of fewer than ${MIN_SEGMENT_APPLICATIONS} applications are left out. Nothing here is of a single person.</dd>
<dt>The week</dt><dd>Runs, rejected rows, checks and alarms are of the last ${WEEK_DAYS} days before the report was made.</dd>
</dl></section>`;
