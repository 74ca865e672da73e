/** Formats the report's figures as a CSV file with one line per figure, which any tool can filter and pivot. */
import { stringify } from 'csv-stringify/sync';
import { escapeFormula } from '../../shared/csv/escape-formula.ts';
import { computeTotals, type Figures } from './figures/figures.ts';
import type { RecentAlarm } from './figures/read-recent-alarms.ts';

const COLUMNS = ['section', 'group', 'item', 'as_of', 'metric', 'value'] as const;
type Line = Partial<Record<(typeof COLUMNS)[number], string | number>>;

/** Formats every figure, unrounded. Text that a spreadsheet would read as a formula is escaped. */
export function formatReportCsv(figures: Figures, alarms: readonly RecentAlarm[] | null): string {
  const { freshness, trend, overrides } = figures;
  const lines = [
    ...toLines(
      { section: 'portfolio', as_of: trend.at(-1)?.as_of ?? '' },
      {
        ...computeTotals(figures.bands),
        held_overrides: overrides.held,
        contradicted_overrides: overrides.contradicted,
        ...freshness,
      },
    ),
    ...figures.bands.flatMap(({ band, ...rest }) => toLines({ section: 'band', item: band }, rest)),
    ...trend.flatMap(({ as_of, ...rest }) => toLines({ section: 'day', as_of }, rest)),
    ...figures.segments.flatMap(({ dimension, segment, ...rest }) =>
      toLines({ section: 'segment', group: dimension, item: segment }, rest),
    ),
    ...figures.models.flatMap(({ version, ...rest }) => toLines({ section: 'model', item: version }, rest)),
    ...figures.performance.flatMap(({ as_of, stage, kind, ...rest }) =>
      toLines({ section: 'performance', group: kind, item: stage, as_of }, rest),
    ),
    ...figures.band_performance.flatMap(({ as_of, band, ...rest }) =>
      toLines({ section: 'band_performance', item: band, as_of }, rest),
    ),
    ...figures.drift.flatMap(({ as_of, feature, ...rest }) =>
      toLines({ section: 'drift', item: feature, as_of }, rest),
    ),
    ...figures.runs.flatMap(({ run_id, as_of, ...rest }) => toLines({ section: 'run', item: run_id, as_of }, rest)),
    ...figures.rejections.flatMap(({ table, reason, rows }) =>
      toLines({ section: 'rejection', group: table, item: reason }, { rows }),
    ),
    ...figures.failed_checks.flatMap(({ check, ...rest }) => toLines({ section: 'failed_check', item: check }, rest)),
    ...(alarms ?? []).flatMap(({ name, severity, times, isRinging }) =>
      toLines({ section: 'alarm', item: name }, { severity, times, is_ringing: Number(isRinging) }),
    ),
  ];
  return stringify(lines, { header: true, columns: [...COLUMNS], quoted_match: /\r/, cast: { string: escapeFormula } });
}

/** Makes one line for each known figure. */
function toLines(labels: Line, values: object): Line[] {
  return Object.entries(values as Record<string, string | number | null | undefined>)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([metric, value]) => ({ ...labels, metric, value: value ?? '' }));
}
