/** The distribution of scores: in steps of 25 points with the policy's cut-offs, by band, and by band and decision. */
import { Filters } from '../../components/filters/filters.tsx';
import { useFilter } from '../../components/filters/use-filter.ts';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useReport } from '../../queries/queries.ts';
import { distributionTexts } from '../../texts/portfolio/distribution.ts';
import { portfolioTexts } from '../../texts/portfolio/portfolio.ts';
import { BandChart, BandDecisionTable } from './band-cards.tsx';
import { NoApplications } from './no-applications.tsx';
import { PortfolioSteps } from './portfolio-steps.tsx';
import { PortfolioTiles } from './portfolio-tiles.tsx';
import { ScoreHistogram } from './score-histogram.tsx';

export default function DistributionPage() {
  const { filter } = useFilter();
  const query = useReport('distribution', filter);
  return (
    <Page
      title={distributionTexts.title}
      subtitle={portfolioTexts.subtitle}
      filters={<Filters />}
      figuresAt={query.data?.refreshed_at}
    >
      <QueryBoundary query={query} skeleton={<Skeleton tiles={7} cards={3} />}>
        {(report) =>
          report.totals.applications === 0 ? (
            <NoApplications />
          ) : (
            <>
              <PortfolioTiles report={report} />
              <div className="grid">
                <ScoreHistogram report={report} />
                <BandChart report={report} />
                <BandDecisionTable report={report} />
              </div>
              <PortfolioSteps page="distribution" />
            </>
          )
        }
      </QueryBoundary>
    </Page>
  );
}
