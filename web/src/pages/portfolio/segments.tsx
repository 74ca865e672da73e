/** The portfolio by segments of one dimension: predicted and observed risk, expected loss, and the riskiest applications. */
import { Link, useSearchParams } from 'wouter';
import { Filters } from '../../components/filters/filters.tsx';
import { buildAddress } from '../../components/filters/page-filters.ts';
import { useFilter } from '../../components/filters/use-filter.ts';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Select } from '../../components/select.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { lowerFirstLetter } from '../../format/labels.ts';
import type { Segments } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';
import { segmentTexts } from '../../texts/portfolio/segments.ts';
import { NoApplications } from './no-applications.tsx';
import { PortfolioSteps } from './portfolio-steps.tsx';
import { PortfolioTiles } from './portfolio-tiles.tsx';
import { RiskiestApplications } from './riskiest-applications.tsx';
import { SegmentChart, SegmentTable } from './segment-cards.tsx';

export default function SegmentsPage() {
  const [search, setSearch] = useSearchParams();
  const { filter } = useFilter();
  const query = useReport('segments', { ...filter, dimension: search.get('dimension') ?? undefined });
  const chooseDimension = (dimension: string) =>
    setSearch((current) => {
      const next = new URLSearchParams(current);
      next.set('dimension', dimension);
      return next;
    });
  return (
    <Page
      title={segmentTexts.title}
      subtitle={segmentTexts.subtitle}
      controls={
        <Select
          label={segmentTexts.divideBy}
          value={query.data?.dimension ?? search.get('dimension') ?? ''}
          options={listDimensions(query.data)}
          choose={chooseDimension}
        />
      }
      filters={<Filters />}
      figuresAt={query.data?.refreshed_at}
    >
      <QueryBoundary query={query} skeleton={<Skeleton tiles={7} cards={2} />}>
        {(report) => <SegmentDetails report={report} />}
      </QueryBoundary>
    </Page>
  );
}

/** One empty option while nothing is known keeps the size of the choice. */
function listDimensions(report: Segments | undefined): { value: string; text: string }[] {
  const options = report?.dimensions.map(({ dimension, label }) => ({ value: dimension, text: label })) ?? [];
  return options.length > 0 ? options : [{ value: '', text: segmentTexts.noDimension }];
}

function SegmentDetails({ report }: { report: Segments }) {
  const { dimension, within, segments, applications } = report;
  if (segments.length === 0 || dimension === null) return <NoApplications />;
  const label = findLabel(report, dimension);
  return (
    <>
      <PortfolioTiles report={report} />
      <div className="stack">
        {within && <EnclosingSegment report={report} within={within} />}
        <SegmentChart label={lowerFirstLetter(label)} report={report} />
        <SegmentTable label={label} dimension={dimension} report={report} />
        <RiskiestApplications applications={applications} />
      </div>
      <PortfolioSteps page="segments" />
    </>
  );
}

function EnclosingSegment({ report, within }: { report: Segments; within: string }) {
  const { filter } = useFilter();
  const [dimension = '', ...rest] = within.split(':');
  const label = findLabel(report, dimension);
  const segment = rest.join(':'); // the name of a segment can contain colons
  return (
    <p className="row" role="status">
      <strong>{segmentTexts.inside(label, segment)}</strong>
      <Link href={buildAddress('/segments', { ...filter, dimension, within: undefined })}>
        {segmentTexts.leave(lowerFirstLetter(label))}
      </Link>
    </p>
  );
}

function findLabel({ dimensions }: Segments, name: string): string {
  return dimensions.find(({ dimension }) => dimension === name)?.label ?? name;
}
