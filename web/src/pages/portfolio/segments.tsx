/** Risk by segment of one dimension, optionally within a segment of another, and the riskiest applications there. */
import { Link, useSearchParams } from 'wouter';
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { BandLabel } from '../../components/band-label.tsx';
import { Card } from '../../components/card.tsx';
import { DecisionLabel } from '../../components/decision-label.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Select } from '../../components/select.tsx';
import { ShareBar } from '../../components/share-bar.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { formatCompact, formatCount, formatPercent } from '../../format/numbers.ts';
import type { Segments } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';

type Segment = Segments['segments'][number];

/** The query of the page's address. */
interface Choice {
  /** Divides the applications into segments. */
  dimension?: string;
  /** Restricts the page to one segment of another dimension: `risk_band:E`. */
  within?: string;
}

export default function SegmentsPage() {
  const [search, setSearch] = useSearchParams();
  const choice: Choice = { dimension: search.get('dimension') ?? undefined, within: search.get('within') ?? undefined };
  const query = useReport('segments', choice);
  const chooseDimension = (dimension: string) =>
    setSearch(choice.within ? { dimension, within: choice.within } : { dimension });
  const controls = query.data && (
    <Select
      label="Divide by"
      value={query.data.dimension ?? ''}
      options={query.data.dimensions.map(({ dimension, label }) => ({ value: dimension, text: label }))}
      choose={chooseDimension}
    />
  );
  return (
    <Page
      title="High-risk segments"
      subtitle="Choose a segment to see what is in it: how others divide it, and its riskiest applications."
      controls={controls}
    >
      <QueryBoundary query={query}>{(report) => <SegmentDetails report={report} />}</QueryBoundary>
    </Page>
  );
}

function SegmentDetails({ report }: { report: Segments }) {
  const { dimension, within, segments, applications } = report;
  if (segments.length === 0 || dimension === null) {
    return (
      <EmptyState title={within ? 'No application is in this segment' : 'No scores yet'}>
        {within ? <Link href="/segments">See all segments</Link> : 'Segments appear with the first scores.'}
      </EmptyState>
    );
  }
  const label = findLabel(report, dimension);
  return (
    <div className="stack">
      {within && <EnclosingSegment report={report} within={within} />}
      <div className="grid lead">
        <SegmentChart label={label} segments={segments} />
        <SegmentTable label={label} dimension={dimension} segments={segments} canDrill={!within} />
      </div>
      <RiskiestApplications applications={applications} isWithin={within !== null} />
    </div>
  );
}

function EnclosingSegment({ report, within }: { report: Segments; within: string }) {
  const [dimension = '', ...rest] = within.split(':');
  const label = findLabel(report, dimension);
  const segment = rest.join(':'); // the name of a segment can contain colons
  return (
    <p className="row" role="status">
      <span>
        Within{' '}
        <strong>
          {label}: {segment}
        </strong>
      </span>
      <Link href={`/segments?dimension=${encodeURIComponent(dimension)}`}>Back to all of {label.toLowerCase()}</Link>
    </p>
  );
}

function findLabel({ dimensions }: Segments, name: string): string {
  return dimensions.find(({ dimension }) => dimension === name)?.label ?? name;
}

function SegmentChart({ label, segments }: { label: string; segments: Segment[] }) {
  const riskiest = segments.reduce((a, b) => (b.mean_pd > a.mean_pd ? b : a));
  const costliest = segments.reduce((a, b) => (b.expected_loss > a.expected_loss ? b : a));
  return (
    <ChartCard
      title={`Mean PD by ${label.toLowerCase()}`}
      summary={`The highest is ${riskiest.label} with ${formatPercent(riskiest.mean_pd)}; most loss is expected in ${costliest.label}, ${formatCompact(costliest.expected_loss)}.`}
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
        xLabel={(row) => row.label}
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

interface SegmentTableProps {
  label: string;
  dimension: string;
  segments: Segment[];
  /** Names link to the page of a segment. Only one level of drilling exists. */
  canDrill: boolean;
}

function SegmentTable({ label, dimension, segments, canDrill }: SegmentTableProps) {
  const nameColumn: Column<Segment> = {
    name: label,
    cell: ({ segment, label: name }) =>
      canDrill ? <Link href={`/segments?within=${encodeURIComponent(`${dimension}:${segment}`)}`}>{name}</Link> : name,
  };
  return (
    <Card
      title={`Segments by ${label.toLowerCase()}`}
      note={canDrill ? 'A name leads into the segment.' : 'The same applications, divided once more.'}
    >
      <Table
        caption={`Segments by ${label}`}
        rows={segments}
        rowKey={({ segment }) => segment}
        columns={[nameColumn, ...FIGURE_COLUMNS]}
      />
    </Card>
  );
}

const FIGURE_COLUMNS: Column<Segment>[] = [
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
    cell: ({ high_risk_share: share }) => (
      <ShareBar share={share} colour={SERIES_COLOURS.second}>
        {formatPercent(share)}
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

function RiskiestApplications({
  applications,
  isWithin,
}: {
  applications: Segments['applications'];
  isWithin: boolean;
}) {
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
          {
            name: 'Decision',
            cell: ({ decision, contradicts_override }) => (
              <DecisionLabel decision={decision} isContradicted={contradicts_override} />
            ),
          },
        ]}
      />
    </Card>
  );
}
