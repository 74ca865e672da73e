/** The champion's figures on outcomes observed after it had scored, next to a challenger's where there is one. */
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Tile, Tiles } from '../../components/tiles.tsx';
import { formatCount, formatDecimal, formatPercent } from '../../format/numbers.ts';
import type { Performance } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';
import {
  ChallengerComparison,
  RealisedBandsChart,
  RealisedCalibrationChart,
  RealisedHistory,
} from './realised-charts.tsx';

export function OutcomesSection() {
  const query = useReport('performance');
  return (
    <section className="stack apart" aria-label="Since it decides">
      <h2 className="section">Since it decides</h2>
      <QueryBoundary query={query}>{(report) => <RealisedPerformance report={report} />}</QueryBoundary>
    </section>
  );
}

function RealisedPerformance({ report: { periods, bands, calibration, challenger } }: { report: Performance }) {
  const newest = periods.at(-1);
  if (!newest)
    return (
      <EmptyState title="No outcome is known yet">
        Realised performance appears when the lender delivers outcomes of scored applications.
      </EmptyState>
    );
  return (
    <>
      <RealisedTiles newest={newest} />
      <div className="grid">
        <RealisedHistory periods={periods} newest={newest} />
        <RealisedBandsChart bands={bands} />
        {calibration.length > 0 && <RealisedCalibrationChart calibration={calibration} />}
      </div>
      {challenger && <ChallengerComparison championPeriods={periods} challenger={challenger} />}
    </>
  );
}

function RealisedTiles({ newest }: { newest: Performance['periods'][number] }) {
  return (
    <Tiles>
      <Tile
        name="Realised AUC"
        value={formatDecimal(newest.auc, 4)}
        note={`${formatCount(newest.applications)} outcomes`}
      />
      <Tile name="Realised KS" value={formatDecimal(newest.ks)} />
      <Tile name="Realised Brier" value={formatDecimal(newest.brier)} />
      <Tile
        name="Bad rate"
        value={formatPercent(newest.bad_rate, 2)}
        note={`${formatCount(newest.defaults)} defaults`}
      />
      <Tile name="Expected" value={formatPercent(newest.mean_pd, 2)} note="mean PD of the same" />
    </Tiles>
  );
}
