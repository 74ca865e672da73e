/** The overview's cards on the portfolio: scores by band, and decisions with exposure and expected loss. */
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { BandLabel, getBandClassName, getBandColour } from '../../components/figures/band-label.tsx';
import { CompactMoney } from '../../components/figures/compact-money.tsx';
import { DecisionLabel } from '../../components/figures/decision-label.tsx';
import { buildAddress } from '../../components/filters/page-filters.ts';
import { useFilter } from '../../components/filters/use-filter.ts';
import { ShareBar } from '../../components/tables/share-bar.tsx';
import { Table } from '../../components/tables/table.tsx';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import type { Overview } from '../../queries/api-types.ts';
import { overviewTexts } from '../../texts/portfolio/overview.ts';
import { sharedTexts } from '../../texts/shared.ts';

const { figures } = sharedTexts;

export function BandCard({ overview: { bands } }: { overview: Overview }) {
  const { filter } = useFilter();
  const shares = bands.map(({ band, share }) => overviewTexts.bandShare(band, share)).join(', ');
  return (
    <Card title={overviewTexts.bands} note={overviewTexts.bandsNote(shares)}>
      <div className="split" aria-hidden="true">
        {bands.map(({ band, share }) => (
          <span
            key={band}
            className={getBandClassName(band)}
            style={{ flexGrow: share, flexBasis: 0 }}
            title={overviewTexts.bandShare(band, share)}
          />
        ))}
      </div>
      <Table
        caption={overviewTexts.bands}
        rows={bands}
        rowKey={({ band }) => band}
        columns={[
          {
            name: figures.band,
            value: ({ band }) => band,
            cell: ({ band }) => (
              <Link href={buildAddress('/segments', { ...filter, within: `risk_band:${band}` })}>
                <BandLabel band={band} />
              </Link>
            ),
          },
          {
            name: figures.applications,
            isNumber: true,
            value: (row) => row.applications,
            cell: (row) => formatCount(row.applications),
          },
          {
            name: figures.share,
            isNumber: true,
            value: ({ share }) => share,
            cell: ({ band, share }) => (
              <ShareBar share={share} colour={getBandColour(band)}>
                {formatPercent(share)}
              </ShareBar>
            ),
          },
          {
            name: figures.meanPd,
            isNumber: true,
            value: (row) => row.mean_pd,
            cell: ({ mean_pd }) => formatPercent(mean_pd, 2),
          },
        ]}
      />
    </Card>
  );
}

export function DecisionCard({ overview }: { overview: Overview }) {
  const { decisions, overrides, contradicted_overrides, currency } = overview;
  return (
    <Card title={overviewTexts.decisions} note={overviewTexts.decisionsNote(overrides, contradicted_overrides)}>
      <Table
        caption={overviewTexts.decisions}
        rows={decisions}
        rowKey={({ decision }) => decision}
        columns={[
          {
            name: figures.decision,
            value: ({ decision }) => decision,
            cell: ({ decision }) => <DecisionLabel decision={decision} />,
          },
          {
            name: figures.applications,
            isNumber: true,
            value: (row) => row.applications,
            cell: ({ applications }) => formatCount(applications),
          },
          {
            name: figures.share,
            isNumber: true,
            value: (row) => row.share,
            cell: ({ share }) => <ShareBar share={share}>{formatPercent(share)}</ShareBar>,
          },
          {
            name: figures.exposure,
            isNumber: true,
            value: (row) => row.exposure,
            cell: ({ exposure }) => <CompactMoney amount={exposure} currency={currency} />,
          },
          {
            name: figures.expectedLoss,
            isNumber: true,
            value: (row) => row.expected_loss,
            cell: ({ expected_loss }) => <CompactMoney amount={expected_loss} currency={currency} />,
          },
        ]}
      />
    </Card>
  );
}
