/** The portfolio over time: applications, predicted and observed risk, decisions and expected loss of each day. */
import { useSearchParams } from 'wouter';
import { Filters } from '../../components/filters/filters.tsx';
import { useFilter } from '../../components/filters/use-filter.ts';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Select } from '../../components/select.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useReport } from '../../queries/queries.ts';
import { trendsTexts } from '../../texts/portfolio/trends.ts';
import { NoApplications } from './no-applications.tsx';
import { PortfolioSteps } from './portfolio-steps.tsx';
import { PortfolioTiles } from './portfolio-tiles.tsx';
import { ApplicationsChart, DecisionsChart, ExpectedLossChart, RiskChart } from './trend-charts.tsx';

const PERIODS_DAYS = [30, 90, 366];
const DEFAULT_PERIOD_DAYS = 90;

export default function TrendsPage() {
  const [search, setSearch] = useSearchParams();
  const days = PERIODS_DAYS.find((period) => String(period) === search.get('days')) ?? DEFAULT_PERIOD_DAYS;
  const { filter } = useFilter();
  const query = useReport('trends', { ...filter, days });
  const chooseDays = (period: string) =>
    setSearch((current) => {
      const next = new URLSearchParams(current);
      next.set('days', period);
      return next;
    });
  return (
    <Page
      title={trendsTexts.title}
      subtitle={trendsTexts.subtitle}
      controls={
        <Select
          label={trendsTexts.newest}
          value={String(days)}
          options={PERIODS_DAYS.map((period) => ({ value: String(period), text: trendsTexts.days(period) }))}
          choose={chooseDays}
        />
      }
      filters={<Filters />}
      figuresAt={query.data?.refreshed_at}
    >
      <QueryBoundary query={query} skeleton={<Skeleton tiles={7} cards={4} />}>
        {(report) =>
          report.days.length === 0 ? (
            <NoApplications />
          ) : (
            <>
              <PortfolioTiles report={report} />
              <div className="grid">
                <ApplicationsChart rows={report.days} />
                <RiskChart rows={report.days} />
                <DecisionsChart rows={report.days} />
                <ExpectedLossChart rows={report.days} currency={report.currency} />
              </div>
              <PortfolioSteps page="trends" />
            </>
          )
        }
      </QueryBoundary>
    </Page>
  );
}
