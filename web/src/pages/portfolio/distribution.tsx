/** How scores are spread: by 25 points, and by band with the decisions that hold. */

import { Figure } from '../../charts/chart-card.tsx';
import { SERIES } from '../../charts/chart-frame.tsx';
import { Columns } from '../../charts/column-chart.tsx';
import { Page } from '../../components/page.tsx';
import { Band, bandColour, Card, Decision, Tile, Tiles } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { DECISIONS, words } from '../../format/labels.ts';
import { count, percent, short, time } from '../../format/numbers.ts';
import type { Distribution } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';

type BandRow = { band: string; applications: number; pd: number; decisions: Record<string, number> };

export default function DistributionPage() {
  const query = useReport('distribution');
  const about = query.data && `Every application with its newest score, counted ${time(query.data.refreshed_at)}`;
  return (
    <Page title="Score distribution" about={about}>
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
        <Tile name="Applications" value={count(total)} />
        <Tile
          name="Mean score"
          value={meanOf(({ mean_score }) => mean_score).toFixed(0)}
          note="of 300 to 850; more is better"
        />
        <Tile
          name="Mean PD"
          value={percent(
            meanOf(({ mean_pd }) => mean_pd),
            2,
          )}
        />
        <Tile name="Exposure" value={short(sum(bands, ({ exposure }) => exposure))} />
        <Tile name="Expected loss" value={short(sum(bands, ({ expected_loss }) => expected_loss))} />
      </Tiles>
      <div className="grid">
        <Figure
          wide
          title="Scores"
          summary={`${count(total)} applications; most, ${count(most.applications)}, score ${most.from} to ${most.to}.`}
          rows={histogram}
          keyOf={({ from }) => String(from)}
          columns={[
            { name: 'Score', cell: ({ from, to }) => `${from} to ${to}` },
            { name: 'Applications', isNumber: true, cell: ({ applications }) => count(applications) },
            { name: 'Share', isNumber: true, cell: ({ applications }) => percent(applications / total) },
          ]}
        >
          <Columns
            rows={histogram}
            x={({ from }) => String(from)}
            series={[{ name: 'Applications', value: ({ applications }) => applications, colour: SERIES.main }]}
            format={short}
            gap={2}
          />
        </Figure>
        <ByBand rows={byBand(bands)} total={total} />
        <Money bands={bands} />
      </div>
    </>
  );
}

function ByBand({ rows, total }: { rows: BandRow[]; total: number }) {
  const riskiest = rows.at(-1);
  return (
    <Figure
      title="Applications by band"
      summary={`${percent((rows[0]?.applications ?? 0) / total)} are in the safest band, ${percent((riskiest?.applications ?? 0) / total)} in the riskiest with a mean PD of ${percent(riskiest?.pd)}.`}
      rows={rows}
      keyOf={({ band }) => band}
      columns={[
        { name: 'Band', cell: ({ band }) => <Band band={band} /> },
        { name: 'Applications', isNumber: true, cell: ({ applications }) => count(applications) },
        { name: 'Mean PD', isNumber: true, cell: ({ pd }) => percent(pd, 2) },
        ...DECISIONS.map((decision) => ({
          name: words(decision),
          isNumber: true,
          cell: ({ decisions }: BandRow) => count(decisions[decision] ?? 0),
        })),
      ]}
    >
      <Columns
        rows={rows}
        x={({ band }) => band}
        series={[
          {
            name: 'Applications',
            value: ({ applications }) => applications,
            colour: SERIES.main,
            colourOf: ({ band }) => bandColour(band),
          },
        ]}
        format={short}
      />
    </Figure>
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
        keyOf={({ band, decision }) => `${band} ${decision}`}
        columns={[
          { name: 'Band', cell: ({ band }) => <Band band={band} /> },
          { name: 'Decision', cell: ({ decision }) => <Decision decision={decision} /> },
          {
            name: 'Applications',
            isNumber: true,
            by: (row) => row.applications,
            cell: ({ applications }) => count(applications),
          },
          {
            name: 'Mean score',
            isNumber: true,
            by: (row) => row.mean_score,
            cell: ({ mean_score }) => mean_score.toFixed(0),
          },
          { name: 'Exposure', isNumber: true, by: (row) => row.exposure, cell: ({ exposure }) => count(exposure) },
          {
            name: 'Expected loss',
            isNumber: true,
            by: (row) => row.expected_loss,
            cell: ({ expected_loss }) => count(expected_loss),
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
