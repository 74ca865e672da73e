/** Lists the key figures of the portfolio, with their change within a week. */

import {
  formatChange,
  formatCount,
  formatDecimals,
  formatMoney,
  formatPercent,
} from '../../../shared/page/number-format.ts';
import { computeTotals, type Figures, findDaysToCompare } from './figures.ts';

/** A name, a formatted figure, and a note on its change. */
export interface KeyFigure {
  name: string;
  figure: string;
  note: string;
}

/** Figures are of the whole portfolio; changes are of the newest day against a day at least a week before. */
export function listKeyFigures({ bands, trend, overrides, freshness: { currency } }: Figures): KeyFigure[] {
  const totals = computeTotals(bands);
  const { now, before } = findDaysToCompare(trend);
  const formatNote = (change: string) => (change && before ? `${change} since ${before.as_of}` : '');
  const noteChange = (name: 'applications' | 'expected_loss_approved') =>
    formatNote(formatChange(now?.[name], before?.[name]));
  const notePoints = (name: 'mean_pd' | 'approval_rate') => formatNote(formatPoints(now?.[name], before?.[name]));
  return [
    { name: 'Applications', figure: formatCount(totals.applications), note: noteChange('applications') },
    {
      name: 'Exposure, approved',
      figure: formatMoney(totals.exposure_approved, currency),
      note: `of ${formatMoney(totals.exposure, currency)} in all applications`,
    },
    {
      name: 'Expected loss, approved',
      figure: formatMoney(totals.expected_loss_approved, currency),
      note: noteChange('expected_loss_approved'),
    },
    { name: 'Loss rate, approved', figure: formatPercent(totals.loss_rate), note: 'expected loss / exposure' },
    { name: 'Mean PD', figure: formatPercent(totals.mean_pd), note: notePoints('mean_pd') },
    { name: 'Approval rate', figure: formatPercent(totals.approval_rate), note: notePoints('approval_rate') },
    {
      name: 'Overrides',
      figure: formatCount(overrides.held),
      note: `${formatCount(overrides.contradicted)} contradicted by a newer score`,
    },
  ];
}

/** The difference of two shares in percentage points. */
function formatPoints(now: number | undefined, before: number | undefined): string {
  if (now === undefined || before === undefined) return '';
  return `${now >= before ? '+' : '−'}${formatDecimals(Math.abs(100 * (now - before)), 1)} points`;
}
