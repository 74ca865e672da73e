/** How scores are spread: by 25 points, and by band with the decisions that hold. */

import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-frame.tsx';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { Page } from '../../components/page.tsx';
import { BandLabel, Card, DecisionLabel, getBandColour, Tile, Tiles } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { DECISIONS, formatCode } from '../../format/labels.ts';
import { formatCompact, formatCount, formatPercent, formatTime } from '../../format/numbers.ts';
import type { Distribution } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';

type BandRow = { band: string; applications: number; pd: number; decisions: Record<string, number> };

export default function DistributionPage() {
  const query = useReport('distribution');
  const about = query.data && `Every application with its newest score, counted ${formatTime(query.data.refreshed_at)}`;
  return (
    <Page title="Score distribution" subtitle={about}>
      <QueryBoundary query={query}>{(report) => <Shape report={report} />}</QueryBoundary>
    </Page>
  );
}

function Shape({ report: { bands, histogram } }: { report: Distribution }) {
  const total = sum(bands, ({ applications }) => applications);
  if (total === 0)
    return (
      <EmptyState title="No scores yet">
        They appear when a delivery has been published and a model has been promoted.
      </EmptyState>
    );
  const meanOf = (of: (row: Distribution['bands'][number]) => number) =>
    sum(bands, (row) => of(row) * row.applications) / total;
  const most = histogram.reduce((a, b) => (b.applications > a.applications ? b : a));
  return (
    <>
      <Tiles>
        <Tile name="Applications" value={formatCount(total)} />
        <Tile
          name="Mean score"
          value={meanOf(({ mean_score }) => mean_score).toFixed(0)}
          note="of 300 to 850; more is better"
        />
        <Tile
          name="Mean PD"
          value={formatPercent(
            meanOf(({ mean_pd }) => mean_pd),
            2,
          )}
        />
        <Tile name="Exposure" value={formatCompact(sum(bands, ({ exposure }) => exposure))} />
        <Tile name="Expected loss" value={formatCompact(sum(bands, ({ expected_loss }) => expected_loss))} />
      </Tiles>
      <div className="grid">
        <ChartCard
          wide
          title="Scores"
          summary={`${formatCount(total)} applications; most, ${formatCount(most.applications)}, score ${most.from} to ${most.to}.`}
          rows={histogram}
          rowKey={({ from }) => String(from)}
          columns={[
            { name: 'Score', cell: ({ from, to }) => `${from} to ${to}` },
            { name: 'Applications', isNumber: true, cell: ({ applications }) => formatCount(applications) },
            { name: 'Share', isNumber: true, cell: ({ applications }) => formatPercent(applications / total) },
          ]}
        >
          <ColumnChart
            rows={histogram}
            x={({ from }) => String(from)}
            series={[{ name: 'Applications', value: ({ applications }) => applications, colour: SERIES_COLOURS.main }]}
            format={formatCompact}
            gap={2}
          />
        </ChartCard>
        <ByBand rows={byBand(bands)} total={total} />
        <Money bands={bands} />
      </div>
    </>
  );
}

function ByBand({ rows, total }: { rows: BandRow[]; total: number }) {
  const riskiest = rows.at(-1);
  return (
    <ChartCard
      title="Applications by band"
      summary={`${formatPercent((rows[0]?.applications ?? 0) / total)} are in the safest band, ${formatPercent((riskiest?.applications ?? 0) / total)} in the riskiest with a mean PD of ${formatPercent(riskiest?.pd)}.`}
      rows={rows}
      rowKey={({ band }) => band}
      columns={[
        { name: 'Band', cell: ({ band }) => <BandLabel band={band} /> },
        { name: 'Applications', isNumber: true, cell: ({ applications }) => formatCount(applications) },
        { name: 'Mean PD', isNumber: true, cell: ({ pd }) => formatPercent(pd, 2) },
        ...DECISIONS.map((decision) => ({
          name: formatCode(decision),
          isNumber: true,
          cell: ({ decisions }: BandRow) => formatCount(decisions[decision] ?? 0),
        })),
      ]}
    >
      <ColumnChart
        rows={rows}
        x={({ band }) => band}
        series={[
          {
            name: 'Applications',
            value: ({ applications }) => applications,
            colour: SERIES_COLOURS.main,
            colourOf: ({ band }) => getBandColour(band),
          },
        ]}
        format={formatCompact}
      />
    </ChartCard>
  );
}

function Money({ bands }: Pick<Distribution, 'bands'>) {
  return (
    <Card
      title="Bands and decisions"
      note="A decision is the one that holds, a person's override included. Money in major units."
    >
      <Table
        caption="Bands and decisions"
        rows={bands}
        rowKey={({ band, decision }) => `${band} ${decision}`}
        columns={[
          { name: 'Band', cell: ({ band }) => <BandLabel band={band} /> },
          { name: 'Decision', cell: ({ decision }) => <DecisionLabel decision={decision} /> },
          {
            name: 'Applications',
            isNumber: true,
            sortValue: (row) => row.applications,
            cell: ({ applications }) => formatCount(applications),
          },
          {
            name: 'Mean score',
            isNumber: true,
            sortValue: (row) => row.mean_score,
            cell: ({ mean_score }) => mean_score.toFixed(0),
          },
          {
            name: 'Exposure',
            isNumber: true,
            sortValue: (row) => row.exposure,
            cell: ({ exposure }) => formatCount(exposure),
          },
          {
            name: 'Expected loss',
            isNumber: true,
            sortValue: (row) => row.expected_loss,
            cell: ({ expected_loss }) => formatCount(expected_loss),
          },
        ]}
      />
    </Card>
  );
}

function byBand(bands: Distribution['bands']): BandRow[] {
  const rows = new Map<string, BandRow>();
  for (const { band, decision, applications, mean_pd } of bands) {
    const row = rows.get(band) ?? { band, applications: 0, pd: 0, decisions: {} };
    row.pd = (row.pd * row.applications + mean_pd * applications) / (row.applications + applications);
    row.applications += applications;
    row.decisions[decision] = applications;
    rows.set(band, row);
  }
  return [...rows.values()];
}

const sum = <Row,>(rows: readonly Row[], of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
