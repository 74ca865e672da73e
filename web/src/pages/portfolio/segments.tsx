/** Where the risk is: segments of one dimension, inside a segment of another, and the riskiest applications in it. */
import { Link, useSearchParams } from 'wouter';
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-frame.tsx';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { Page } from '../../components/page.tsx';
import { BandLabel, Card, DecisionLabel, ShareBar } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { formatCompact, formatCount, formatPercent } from '../../format/numbers.ts';
import type { Segments } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';

type Segment = Segments['segments'][number];

export default function SegmentsPage() {
  const [search, setSearch] = useSearchParams();
  const [dimension, within] = [search.get('dimension') ?? undefined, search.get('within') ?? undefined];
  const query = useReport('segments', { dimension, within });
  const go = (choice: { dimension?: string; within?: string }) =>
    setSearch(Object.fromEntries(Object.entries(choice).filter(([, value]) => value)) as Record<string, string>);
  const tools = query.data && (
    <label>
      <span className="label">Divide by</span>
      <select value={query.data.dimension ?? ''} onChange={(event) => go({ dimension: event.target.value, within })}>
        {query.data.dimensions.map((one) => (
          <option key={one.dimension} value={one.dimension}>
            {one.label}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Page
      title="High-risk segments"
      subtitle="Choose a segment to see what is in it: how others divide it, and its riskiest applications."
      controls={tools}
    >
      <QueryBoundary query={query}>{(report) => <Drill report={report} />}</QueryBoundary>
    </Page>
  );
}

function Drill({ report }: { report: Segments }) {
  const { dimensions, dimension, within, segments, applications } = report;
  const label = dimensions.find((one) => one.dimension === dimension)?.label ?? String(dimension);
  const [outer, inner] = splitOnce(within);
  const outerLabel = dimensions.find((one) => one.dimension === outer)?.label ?? outer;
  if (segments.length === 0 || dimension === null) {
    return (
      <EmptyState title={within ? 'No application is in this segment' : 'No scores yet'}>
        {within ? <Link href="/segments">See all segments</Link> : 'Segments appear with the first scores.'}
      </EmptyState>
    );
  }
  return (
    <div className="stack">
      {within && (
        <p className="row" role="status">
          <span>
            Within{' '}
            <strong>
              {outerLabel}: {inner}
            </strong>
          </span>
          <Link href={`/segments?dimension=${encodeURIComponent(outer)}`}>
            Back to all of {outerLabel.toLowerCase()}
          </Link>
        </p>
      )}
      <div className="grid lead">
        <Risk label={label} segments={segments} />
        <Figures label={label} dimension={dimension} segments={segments} canDrill={!within} />
      </div>
      <Riskiest applications={applications} isWithin={within !== null} />
    </div>
  );
}

function Risk({ label, segments }: { label: string; segments: Segment[] }) {
  const worst = segments.reduce((a, b) => (b.mean_pd > a.mean_pd ? b : a));
  const largest = segments.reduce((a, b) => (b.expected_loss > a.expected_loss ? b : a));
  return (
    <ChartCard
      title={`Mean PD by ${label.toLowerCase()}`}
      summary={`The highest is ${worst.label} with ${formatPercent(worst.mean_pd)}; most loss is expected in ${largest.label}, ${formatCompact(largest.expected_loss)}.`}
      rows={segments}
      rowKey={({ segment }) => segment}
      columns={[
        { name: label, cell: (row) => row.label },
        { name: 'Mean PD', isNumber: true, cell: ({ mean_pd }) => formatPercent(mean_pd, 2) },
        { name: 'High risk', isNumber: true, cell: ({ high_risk_share }) => formatPercent(high_risk_share) },
      ]}
    >
      <ColumnChart
        rows={segments}
        x={(row) => row.label}
        series={[
          { name: 'Mean PD', value: ({ mean_pd }) => mean_pd, colour: SERIES_COLOURS.main },
          {
            name: 'Share of high risk',
            value: ({ high_risk_share }) => high_risk_share,
            colour: SERIES_COLOURS.second,
          },
        ]}
        format={(value) => formatPercent(value, 0)}
      />
    </ChartCard>
  );
}

function Figures({
  label,
  dimension,
  segments,
  canDrill,
}: {
  label: string;
  dimension: string;
  segments: Segment[];
  canDrill: boolean;
}) {
  const columns: Column<Segment>[] = [
    {
      name: label,
      cell: ({ segment, label: name }) =>
        canDrill ? (
          <Link href={`/segments?within=${encodeURIComponent(`${dimension}:${segment}`)}`}>{name}</Link>
        ) : (
          name
        ),
    },
    {
      name: 'Applications',
      isNumber: true,
      sortValue: (row) => row.applications,
      cell: ({ applications }) => formatCount(applications),
    },
    {
      name: 'Mean PD',
      isNumber: true,
      sortValue: (row) => row.mean_pd,
      cell: ({ mean_pd }) => formatPercent(mean_pd, 2),
    },
    {
      name: 'High risk',
      isNumber: true,
      sortValue: (row) => row.high_risk_share,
      cell: ({ high_risk_share }) => (
        <ShareBar share={high_risk_share} colour="var(--series-2)">
          {formatPercent(high_risk_share)}
        </ShareBar>
      ),
    },
    {
      name: 'Approved',
      isNumber: true,
      sortValue: (row) => row.approval_rate,
      cell: ({ approval_rate }) => formatPercent(approval_rate),
    },
    {
      name: 'Expected loss',
      isNumber: true,
      sortValue: (row) => row.expected_loss,
      cell: ({ expected_loss }) => formatCount(expected_loss),
    },
  ];
  return (
    <Card
      title={`Segments by ${label.toLowerCase()}`}
      note={canDrill ? 'A name leads into the segment.' : 'The same applications, divided once more.'}
    >
      <Table caption={`Segments by ${label}`} rows={segments} rowKey={({ segment }) => segment} columns={columns} />
    </Card>
  );
}

function Riskiest({ applications, isWithin }: { applications: Segments['applications']; isWithin: boolean }) {
  if (applications.length === 0) return null;
  return (
    <Card
      title={isWithin ? 'Riskiest applications of this segment' : 'Riskiest applications'}
      note="A name leads to the evidence behind its score."
    >
      <Table
        caption="Riskiest applications"
        rows={applications}
        rowKey={({ prediction_id }) => prediction_id}
        columns={[
          {
            name: 'Application',
            cell: (row) => <Link href={`/applications/${row.prediction_id}`}>{row.application_id}</Link>,
          },
          { name: 'PD', isNumber: true, sortValue: (row) => row.pd, cell: ({ pd }) => formatPercent(pd, 2) },
          { name: 'Score', isNumber: true, sortValue: (row) => row.score, cell: ({ score }) => formatCount(score) },
          { name: 'Band', cell: ({ band }) => <BandLabel band={band} /> },
          { name: 'Decision', cell: ({ decision }) => <DecisionLabel decision={decision} /> },
        ]}
      />
    </Card>
  );
}

/** `band:E` → band and E; a segment's name may hold colons. */
function splitOnce(within: string | null): [string, string] {
  const [outer = '', ...inner] = (within ?? '').split(':');
  return [outer, inner.join(':')];
}
