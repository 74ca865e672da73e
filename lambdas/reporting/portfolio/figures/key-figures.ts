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
export function listKeyFigures({ bands, trend, overrides: { held, contradicted } }: Figures): KeyFigure[] {
  const totals = computeTotals(bands);
  const { now, before } = findDaysToCompare(trend);
  const formatNote = (change: string) => (change && before ? `${change} since ${before.as_of}` : '');
  const noteChange = (name: 'applications' | 'exposure' | 'expected_loss') =>
    formatNote(formatChange(now?.[name], before?.[name]));
  const notePoints = (name: 'mean_pd' | 'approval_rate') => formatNote(formatPoints(now?.[name], before?.[name]));
  return [
    { name: 'Applications', figure: formatCount(totals.applications), note: noteChange('applications') },
    { name: 'Exposure at default', figure: formatMoney(totals.exposure), note: noteChange('exposure') },
    { name: 'Expected loss', figure: formatMoney(totals.expected_loss), note: noteChange('expected_loss') },
    { name: 'Loss rate', figure: formatPercent(totals.loss_rate), note: 'expected loss / exposure' },
    { name: 'Mean PD', figure: formatPercent(totals.mean_pd), note: notePoints('mean_pd') },
    { name: 'Approval rate', figure: formatPercent(totals.approval_rate), note: notePoints('approval_rate') },
    {
      name: 'Overrides',
      figure: formatCount(held),
      note: `hold; a newer score contradicts ${formatCount(contradicted)}`,
    },
  ];
}

/** The difference of two shares in percentage points. */
function formatPoints(now: number | undefined, before: number | undefined): string {
  if (now === undefined || before === undefined) return '';
  return `${now >= before ? '+' : '−'}${formatDecimals(Math.abs(100 * (now - before)), 1)} points`;
}
