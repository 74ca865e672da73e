/** Score bands as scorecard people know them: the table, gain and KS curves, lift and calibration by decile. */

import { Tile, Tiles } from '../../components/figures/tiles.tsx';
import { Filters } from '../../components/filters/filters.tsx';
import { useFilter } from '../../components/filters/use-filter.ts';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { formatCount, formatDecimal, formatPercent } from '../../format/numbers.ts';
import type { ScoreBands } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';
import { scoreBandTexts } from '../../texts/portfolio/score-bands.ts';
import { GainCurve, KsCurve } from './curves.tsx';
import { DecileCalibration, DecileLift } from './decile-charts.tsx';
import { NoApplications } from './no-applications.tsx';
import { PortfolioSteps } from './portfolio-steps.tsx';
import { ScoreBandTable } from './score-band-table.tsx';

export default function ScoreBandsPage() {
  const { filter } = useFilter();
  const query = useReport('score_bands', filter);
  return (
    <Page
      title={scoreBandTexts.title}
      subtitle={scoreBandTexts.subtitle}
      filters={<Filters />}
      figuresAt={query.data?.refreshed_at}
    >
      <QueryBoundary query={query} skeleton={<Skeleton tiles={5} cards={4} />}>
        {(report) => (report.totals.applications === 0 ? <NoApplications /> : <ScoreBandDetails report={report} />)}
      </QueryBoundary>
    </Page>
  );
}

function ScoreBandDetails({ report }: { report: ScoreBands }) {
  const { curve, deciles, enough_outcomes, ks } = report;
  return (
    <>
      <OutcomeNote report={report} />
      <OutcomeTiles report={report} />
      <div className="stack">
        <ScoreBandTable rows={report.rows} />
        {enough_outcomes && (
          <div className="grid">
            {curve.length > 0 && <GainCurve curve={curve} />}
            {curve.length > 0 && ks && <KsCurve curve={curve} ks={ks} />}
            <DecileLift deciles={deciles} />
            <DecileCalibration deciles={deciles} />
          </div>
        )}
      </div>
      <PortfolioSteps page="scoreBands" />
    </>
  );
}

/** How many outcomes the figures rest on, or how many are needed. */
function OutcomeNote({ report: { totals, minimum, enough_outcomes } }: { report: ScoreBands }) {
  const { outcomes, defaults } = totals;
  return enough_outcomes ? (
    <p className="summary">{scoreBandTexts.enough(outcomes, defaults)}</p>
  ) : (
    <p className="notice" role="status">
      {scoreBandTexts.tooFew(defaults, outcomes - defaults, minimum.defaults, minimum.others)}
    </p>
  );
}

function OutcomeTiles({ report: { totals, ks, gini, enough_outcomes } }: { report: ScoreBands }) {
  return (
    <Tiles>
      <Tile
        name={scoreBandTexts.outcomes}
        value={formatCount(totals.outcomes)}
        note={scoreBandTexts.outcomesNote(totals.applications)}
      />
      <Tile name={scoreBandTexts.defaults} value={formatCount(totals.defaults)} />
      <Tile
        name={scoreBandTexts.observedRate}
        value={formatPercent(enough_outcomes ? totals.bad_rate : null, 2)}
        note={enough_outcomes ? scoreBandTexts.predictedNote(totals.mean_pd) : scoreBandTexts.notMeasured}
      />
      <Tile
        name={scoreBandTexts.ks}
        value={formatDecimal(ks?.value, 3)}
        note={ks ? scoreBandTexts.ksNote(ks.score) : scoreBandTexts.notMeasured}
      />
      <Tile
        name={scoreBandTexts.gini}
        value={formatDecimal(gini, 3)}
        note={gini === null ? scoreBandTexts.notMeasured : scoreBandTexts.giniNote}
      />
    </Tiles>
  );
}
