/** Renders a quarterly review as one HTML page without scripts or external resources, to be printed and signed. */

import { html, type Markup } from '../../shared/page/markup.ts';
import { formatCount, formatDecimals } from '../../shared/page/number-format.ts';
import { STYLE } from '../../shared/page/style.ts';
import { renderTable } from '../../shared/page/table.ts';
import type { DriftFigures } from '../portfolio/figures/figures.ts';
import type { Dependencies, Review } from './review.ts';

/** Rows of a table; the data next to the page have all. */
const MAX_ROWS = 40;

export function renderReviewPage(review: Review): string {
  const { environment, quarter, gathered_at } = review;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>Quarterly review ${quarter} (${environment})</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>Quarterly review ${quarter}</h1>
<p>Environment ${environment} · gathered ${gathered_at.slice(0, 16).replace('T', ' ')} UTC · to sign it: npm run review -- --env ${environment} --sign --as NAME --note TEXT</p></header>
<main>
${renderDrills(review)}
${renderPermissions(review)}
${renderCost(review)}
${renderModels(review)}
${renderAlarms(review)}
${renderDependencies(review.dependencies)}
</main>
</body>
</html>
`.text;
}

/** @param rows null when the service gave no answer */
function renderSection(title: string, rows: unknown, content: () => Markup): Markup {
  return html`<section><h2>${title}</h2>
${rows === null ? html`<p class="none">The service did not respond: gather the review again.</p>` : content()}</section>`;
}

const renderDrills = ({ drills }: Review): Markup =>
  renderSection('Recovery drills', drills, () =>
    renderTable(
      'Drills of the quarter',
      [
        { head: 'Ended', cell: ({ ended_at }) => ended_at.slice(0, 16).replace('T', ' '), isText: true },
        { head: 'Result', cell: ({ passed }) => (passed ? 'passed' : 'failed'), isText: true },
        { head: 'Seconds', cell: ({ seconds }) => formatCount(seconds) },
      ],
      drills,
      { none: 'none, so nobody knows whether a backup can be restored.' },
    ),
  );

const renderPermissions = ({ unused_permissions }: Review): Markup =>
  renderSection('Permissions granted and not used', unused_permissions, () =>
    renderTable(
      `Services that a role may call and has not called since the quarter began${tellHidden(unused_permissions?.length)}`,
      [
        { head: 'Role', cell: ({ role }) => role, isText: true },
        { head: 'Service', cell: ({ service }) => service, isText: true },
        { head: 'Last used', cell: ({ last_used }) => last_used ?? 'never', isText: true },
      ],
      (unused_permissions ?? []).slice(0, MAX_ROWS),
      { none: 'none.' },
    ),
  );

const tellHidden = (count = 0): string => (count > MAX_ROWS ? `, the first ${MAX_ROWS} of ${count}` : '');

const renderCost = ({ cost }: Review): Markup =>
  renderSection('Cost against budget', cost, () =>
    renderTable(
      'By month, in US dollars',
      [
        { head: 'Month', cell: ({ month }) => month, isText: true },
        { head: 'Cost', cell: ({ actual_usd }) => formatDecimals(actual_usd, 2) },
        { head: 'Budget', cell: ({ budget_usd }) => formatDecimals(budget_usd, 2) },
      ],
      cost ?? [],
      { none: 'the budget has no month of the quarter.' },
    ),
  );

const renderModels = ({ models, drift }: Review): Markup =>
  renderSection(
    'Models',
    models,
    () => html`${renderTable(
      'Models in force',
      [
        { head: 'Stage', cell: ({ stage }) => stage, isText: true },
        { head: 'Version', cell: ({ version }) => version, isText: true },
        { head: 'Kind', cell: ({ kind }) => kind.replaceAll('_', ' '), isText: true },
        { head: 'Days in force', cell: ({ age_days }) => formatCount(age_days) },
        { head: 'Holdout AUC', cell: ({ holdout_auc }) => formatDecimals(holdout_auc, 3) },
      ],
      models,
      { none: 'there is no champion.' },
    )}
${renderDrift(drift)}`,
  );

const renderDrift = (drift: readonly DriftFigures[]): Markup =>
  renderTable(
    'Drift beyond its bounds, as measured last',
    [
      { head: 'Feature', cell: ({ label }) => label, isText: true },
      { head: 'PSI', cell: ({ psi }) => formatDecimals(psi, 3) },
      { head: 'Level', cell: ({ level }) => level, isText: true },
    ],
    drift.filter(({ level }) => level === 'alert' || level === 'warn').slice(0, MAX_ROWS),
    { none: drift.length > 0 ? 'none.' : 'drift is not measured yet.' },
  );

const renderAlarms = ({ alarms }: Review): Markup =>
  renderSection('Alarms that were active', alarms, () =>
    renderTable(
      'From the weekly portfolio reports of the quarter',
      [
        { head: 'Alarm', cell: ({ name }) => name, isText: true },
        { head: 'Severity', cell: ({ severity }) => severity, isText: true },
        { head: 'Times', cell: ({ times }) => formatCount(times) },
      ],
      alarms,
      { none: 'none.' },
    ),
  );

function renderDependencies(dependencies: Dependencies | null): Markup {
  if (!dependencies) {
    return html`<section><h2>Dependencies</h2><p class="none">Not known: this release was not built by CI.</p></section>`;
  }
  const { behind, checked_on, majors } = dependencies;
  return html`<section><h2>Dependencies</h2>
<p>When the release was built (${checked_on}), ${formatCount(behind)} packages had a newer version.</p>
${renderTable(
  'A major version behind',
  [
    { head: 'Package', cell: ({ name }) => name, isText: true },
    { head: 'In use', cell: ({ current }) => current, isText: true },
    { head: 'Newest', cell: ({ latest }) => latest, isText: true },
  ],
  majors,
  { none: 'none.' },
)}</section>`;
}
