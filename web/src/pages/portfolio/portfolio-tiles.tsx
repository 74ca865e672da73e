/** The tiles of the portfolio's figures. With a period, each has its difference to the period before. */
import { CompactMoney } from '../../components/figures/compact-money.tsx';
import { Tile, Tiles } from '../../components/figures/tiles.tsx';
import { formatCompactMoney } from '../../format/money.ts';
import { formatCount, formatDecimal, formatPercent, formatSigned, isMissing } from '../../format/numbers.ts';
import { formatMonths, formatTime } from '../../format/times.ts';
import type { Filtered, Totals } from '../../queries/api-types.ts';
import { portfolioTexts } from '../../texts/portfolio/portfolio.ts';
import { sharedTexts } from '../../texts/shared.ts';

export function PortfolioTiles({ report: { totals, before, currency, filter, refreshed_at } }: { report: Filtered }) {
  const compare = (read: (totals: Totals) => number | null, format: (value: number) => string, isShare = false) =>
    before ? describeChange(read(totals), read(before.totals), format, isShare) : undefined;
  const money = (value: number) => formatCompactMoney(value, currency);
  const percent = (value: number) => formatPercent(value, 2);
  return (
    <>
      <p className="summary">
        {portfolioTexts.countedAt(formatTime(refreshed_at))}{' '}
        {before && filter.from && filter.to
          ? portfolioTexts.comparison(formatMonths(filter.from, filter.to), formatMonths(before.from, before.to))
          : portfolioTexts.comparisonHint}
      </p>
      <Tiles>
        <Tile
          name={portfolioTexts.applications}
          value={formatCount(totals.applications)}
          note={portfolioTexts.overridden(totals.overrides)}
          change={compare(({ applications }) => applications, formatCount)}
        />
        <Tile
          name={portfolioTexts.expectedLoss}
          value={<CompactMoney amount={totals.expected_loss_approved} currency={currency} />}
          note={portfolioTexts.expectedLossNote(formatCompactMoney(totals.expected_loss, currency))}
          change={compare(({ expected_loss_approved }) => expected_loss_approved, money)}
        />
        <Tile
          name={portfolioTexts.exposure}
          value={<CompactMoney amount={totals.exposure} currency={currency} />}
          note={portfolioTexts.exposureNote}
          change={compare(({ exposure }) => exposure, money)}
        />
        <Tile
          name={portfolioTexts.approvalRate}
          value={formatPercent(totals.approval_rate)}
          note={portfolioTexts.approvalNote(totals.refer_rate, totals.decline_rate)}
          change={compare(({ approval_rate }) => approval_rate, formatPercent, true)}
        />
        <Tile
          name={portfolioTexts.meanPd}
          value={formatPercent(totals.mean_pd, 2)}
          note={portfolioTexts.meanPdNote}
          change={compare(({ mean_pd }) => mean_pd, percent, true)}
        />
        <Tile
          name={portfolioTexts.meanScore}
          value={formatDecimal(totals.mean_score, 0)}
          note={sharedTexts.scoreScale}
          change={compare(
            ({ mean_score }) => mean_score,
            (value) => formatDecimal(value, 0),
          )}
        />
        <Tile
          name={portfolioTexts.observedRate}
          value={formatPercent(totals.bad_rate, 2)}
          note={portfolioTexts.observedNote(totals.defaults, totals.outcomes)}
          change={compare(({ bad_rate }) => bad_rate, percent, true)}
        />
      </Tiles>
    </>
  );
}

/** `+120 against 5,907`. A difference of shares is in percentage points. */
function describeChange(
  value: number | null,
  before: number | null,
  format: (value: number) => string,
  isShare: boolean,
): string {
  if (isMissing(before) || isMissing(value)) return portfolioTexts.noneBefore;
  if (value === before) return portfolioTexts.unchanged(format(before));
  const sign = value > before ? '+' : '−';
  const difference = isShare
    ? portfolioTexts.percentagePoints(formatSigned(100 * (value - before), 2))
    : `${sign}${format(Math.abs(value - before))}`;
  return portfolioTexts.change(difference, format(before));
}
