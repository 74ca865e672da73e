/** The start page: the portfolio's figures, scores and decisions, the newest run, the champion and the active alarms. */
import { Filters } from '../../components/filters/filters.tsx';
import { useFilter } from '../../components/filters/use-filter.ts';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useReport } from '../../queries/queries.ts';
import { overviewTexts } from '../../texts/portfolio/overview.ts';
import { portfolioTexts } from '../../texts/portfolio/portfolio.ts';
import { NoApplications } from '../portfolio/no-applications.tsx';
import { PortfolioSteps } from '../portfolio/portfolio-steps.tsx';
import { PortfolioTiles } from '../portfolio/portfolio-tiles.tsx';
import { BandCard, DecisionCard } from './portfolio-cards.tsx';
import { PortfolioReport } from './portfolio-report.tsx';
import { AlarmCard, RunCard, SystemTiles } from './system-cards.tsx';

export default function OverviewPage() {
  const { filter } = useFilter();
  const query = useReport('overview', filter);
  return (
    <Page
      title={overviewTexts.title}
      subtitle={portfolioTexts.subtitle}
      controls={<PortfolioReport />}
      filters={<Filters />}
      figuresAt={query.data?.refreshed_at}
    >
      <QueryBoundary query={query} skeleton={<Skeleton tiles={7} cards={4} />}>
        {(overview) => (
          <>
            {overview.applications > 0 && <PortfolioTiles report={overview} />}
            <div className="grid">
              {overview.applications === 0 ? (
                <NoApplications />
              ) : (
                <>
                  <BandCard overview={overview} />
                  <DecisionCard overview={overview} />
                </>
              )}
            </div>
            <h2 className="section apart">{overviewTexts.system}</h2>
            <SystemTiles overview={overview} />
            <div className="grid">
              <RunCard run={overview.run} />
              <AlarmCard alarms={overview.alarms} />
            </div>
            <PortfolioSteps page="overview" />
          </>
        )}
      </QueryBoundary>
    </Page>
  );
}
