/** A model's figures on outcomes observed after it had scored. Nothing is judged below the minimum of outcomes. */
import { EmptyState } from '../../components/empty-state.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Tile, Tiles } from '../../components/figures/tiles.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { formatDecimal, formatPercent } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Performance } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';
import { livePerformanceTexts as texts } from '../../texts/models/live-performance.ts';
import { RealisedBandsChart, RealisedCalibrationChart, RealisedHistory } from './realised-charts.tsx';

type Period = Performance['periods'][number];

interface OutcomesSectionProps {
  /** Default: the champion. */
  version: string | undefined;
  isChampion: boolean;
}

export function OutcomesSection({ version, isChampion }: OutcomesSectionProps) {
  const query = useReport('performance', { model_version: version });
  return (
    <section className="stack apart" aria-labelledby="live">
      <div>
        <h2 className="section" id="live">
          {isChampion ? texts.sincePromotion : texts.ofVersion}
        </h2>
        <p className="summary">{texts.subtitle}</p>
      </div>
      <QueryBoundary query={query}>
        {(report) => <LivePerformance report={report} isChampion={isChampion} />}
      </QueryBoundary>
    </section>
  );
}

function LivePerformance({ report, isChampion }: { report: Performance; isChampion: boolean }) {
  const { periods, bands, calibration, minimum } = report;
  const newest = periods.at(-1);
  if (!newest) return <EmptyState title={texts.noOutcome}>{texts.noOutcomeWhy}</EmptyState>;
  if (newest.level === 'insufficient') {
    const known = { defaults: newest.defaults, others: newest.applications - newest.defaults };
    return <EmptyState title={texts.tooFew}>{texts.tooFewWhy(known, minimum)}</EmptyState>;
  }
  return (
    <>
      <div className="row">
        <StateBadge code={newest.level} />
        <span>{texts.verdicts[newest.level]}</span>
        <span className="dim">{texts.asOf(formatDate(newest.as_of))}</span>
      </div>
      <LiveTiles newest={newest} isChampion={isChampion} />
      <div className="grid">
        {periods.length > 1 && (
          <RealisedHistory periods={periods} newest={newest} isWide={bands.length > 0 === calibration.length > 0} />
        )}
        {bands.length > 0 && <RealisedBandsChart bands={bands} />}
        {calibration.length > 0 && <RealisedCalibrationChart calibration={calibration} />}
      </div>
    </>
  );
}

function LiveTiles({ newest, isChampion }: { newest: Period; isChampion: boolean }) {
  const { applications, bad_rate, observed_interval } = newest;
  return (
    <Tiles>
      <Tile
        name={isChampion ? texts.auc : texts.aucOfVersion}
        value={formatDecimal(newest.auc, 4)}
        note={texts.outcomes(applications)}
      />
      <Tile name={texts.ks} value={formatDecimal(newest.ks)} />
      <Tile name={texts.brier} value={formatDecimal(newest.brier)} />
      <Tile name={texts.predicted} value={formatPercent(newest.mean_pd)} note={texts.predictedNote} />
      <Tile
        name={texts.observed}
        value={formatPercent(bad_rate)}
        note={observed_interval && texts.observedNote(observed_interval)}
      />
    </Tiles>
  );
}
