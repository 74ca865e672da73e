/** The report's figures as one tidy CSV file: a line a figure, so that any tool can filter and pivot it. */
import { stringify } from 'csv-stringify/sync';
import { computeTotals, type Figures } from './figures.ts';
import type { RecentAlarm } from './recent-alarms.ts';

const COLUMNS = ['section', 'group', 'item', 'as_of', 'metric', 'value'] as const;
type Line = Partial<Record<(typeof COLUMNS)[number], string | number>>;

/** Every figure of the report, unrounded. Text that a spreadsheet would take for a formula is marked as text. */
export function formatReportCsv(figures: Figures, alarms: readonly RecentAlarm[] | null): string {
  const { freshness, trend } = figures;
  const lines = [
    ...spread(
      { section: 'portfolio', as_of: trend.at(-1)?.as_of ?? '' },
      { ...computeTotals(figures.bands), ...freshness },
    ),
    ...figures.bands.flatMap(({ band, ...rest }) => spread({ section: 'band', item: band }, rest)),
    ...trend.flatMap(({ as_of, ...rest }) => spread({ section: 'day', as_of }, rest)),
    ...figures.segments.flatMap(({ dimension, segment, ...rest }) =>
      spread({ section: 'segment', group: dimension, item: segment }, rest),
    ),
    ...figures.models.flatMap(({ version, ...rest }) => spread({ section: 'model', item: version }, rest)),
    ...figures.performance.flatMap(({ as_of, stage, kind, ...rest }) =>
      spread({ section: 'performance', group: kind, item: stage, as_of }, rest),
    ),
    ...figures.band_performance.flatMap(({ as_of, band, ...rest }) =>
      spread({ section: 'band_performance', item: band, as_of }, rest),
    ),
    ...figures.drift.flatMap(({ as_of, feature, ...rest }) => spread({ section: 'drift', item: feature, as_of }, rest)),
    ...figures.runs.flatMap(({ run_id, as_of, ...rest }) => spread({ section: 'run', item: run_id, as_of }, rest)),
    ...figures.rejections.flatMap(({ table, reason, rows }) =>
      spread({ section: 'rejection', group: table, item: reason }, { rows }),
    ),
    ...figures.failed_checks.flatMap(({ check, ...rest }) => spread({ section: 'failed_check', item: check }, rest)),
    ...(alarms ?? []).flatMap(({ name, severity, times, isRinging }) =>
      spread({ section: 'alarm', item: name }, { severity, times, is_ringing: Number(isRinging) }),
    ),
  ];
  return stringify(lines, { header: true, columns: [...COLUMNS], escape_formulas: true });
}

/** A line for every figure that is known. */
function spread(place: Line, values: object): Line[] {
  return Object.entries(values as Record<string, string | number | null | undefined>)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([metric, value]) => ({ ...place, metric, value: value ?? '' }));
}
