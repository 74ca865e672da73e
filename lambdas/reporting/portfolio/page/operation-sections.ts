/** Renders the sections on operation: the quality of the data, and the alarms of the week. */

import { html, type Markup } from '../../../shared/page/markup.ts';
import { formatCount, formatCountOf, formatPercent } from '../../../shared/page/number-format.ts';
import { renderTable } from '../../../shared/page/table.ts';
import { type FailedCheck, type Figures, type RunFigures, WEEK_DAYS } from '../figures/figures.ts';
import type { RecentAlarm } from '../figures/read-recent-alarms.ts';

/** Runs in the table. A week has seven; a backfill adds more. */
const MAX_RUNS = 14;

export function renderQualitySection({ runs, rejections, failed_checks }: Figures): Markup {
  const delivered = runs.reduce((sum, run) => sum + run.rows_delivered, 0);
  const rejected = runs.reduce((sum, run) => sum + run.rows_rejected, 0);
  const published = runs.filter(({ state }) => state === 'published').length;
  return html`<section class="long"><h2>Data quality</h2>
<p>In ${formatCountOf(WEEK_DAYS, 'day')} ${formatCountOf(runs.length, 'run')}, ${formatCount(published)} published; ${formatCountOf(delivered, 'row')} delivered, ${formatCount(rejected)} rejected${delivered > 0 ? html` (${formatPercent(1 - rejected / delivered)} accepted)` : ''}.</p>
${renderTable<RunFigures>(
  'Runs of the daily ETL, the newest first',
  [
    { head: 'Started', cell: ({ opened_at }) => opened_at, isText: true },
    { head: 'As-of date', cell: ({ as_of }) => as_of, isText: true },
    { head: 'State', cell: ({ state }) => state.replaceAll('_', ' '), isText: true },
    { head: 'Seconds', cell: ({ duration_seconds }) => formatCount(duration_seconds) },
    { head: 'Delivered', cell: ({ rows_delivered }) => formatCount(rows_delivered) },
    { head: 'Rejected', cell: ({ rows_rejected }) => formatCount(rows_rejected) },
    { head: 'Checks', cell: ({ checks }) => formatCount(checks) },
    { head: 'Failed', cell: ({ failed_checks: failed }) => formatCount(failed) },
    { head: 'Why not published', cell: ({ reason }) => reason ?? '', isText: true },
  ],
  runs.slice(0, MAX_RUNS),
  { none: 'no run was started.' },
)}
${renderTable<FailedCheck>(
  'Checks that failed',
  [
    { head: 'Check', cell: ({ check }) => check, isText: true },
    { head: 'What it means', cell: ({ description }) => description, isText: true },
    { head: 'Severity', cell: ({ severity }) => severity, isText: true },
    { head: 'Runs', cell: ({ runs: times }) => formatCount(times) },
    { head: 'Worst pass share', cell: ({ worst_pass_share }) => formatPercent(worst_pass_share) },
  ],
  failed_checks,
  { none: 'none.' },
)}
${renderTable<Figures['rejections'][number]>(
  'Why rows were rejected',
  [
    { head: 'Table', cell: (row) => row.table, isText: true },
    { head: 'Reason', cell: ({ reason }) => reason.replaceAll('_', ' '), isText: true },
    { head: 'Rows', cell: ({ rows }) => formatCount(rows) },
  ],
  rejections,
  { none: 'no row was rejected.' },
)}</section>`;
}

export function renderAlarmSection(alarms: readonly RecentAlarm[] | null): Markup {
  if (alarms === null) {
    return html`<section><h2>Alarms of the week</h2><p class="none">CloudWatch did not respond.</p></section>`;
  }
  return html`<section><h2>Alarms of the week</h2>
${renderTable<RecentAlarm>(
  'Alarms that are active, or were in the week',
  [
    { head: 'Alarm', cell: ({ name }) => name, isText: true },
    { head: 'Severity', cell: ({ severity }) => severity, isText: true },
    {
      head: 'Now',
      cell: ({ isRinging }) => (isRinging ? html`<span class="alert">active</span>` : 'not active'),
      isText: true,
    },
    { head: 'Times active', cell: ({ times }) => formatCount(times) },
    { head: 'What it means', cell: ({ words }) => words, isText: true },
  ],
  alarms,
  { none: 'none.' },
)}</section>`;
}
