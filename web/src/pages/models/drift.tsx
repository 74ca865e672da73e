/** How far today's applications are from those the champion was trained on. */
import { Link, useSearchParams } from 'wouter';
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-frame.tsx';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { Lines } from '../../charts/line-chart.tsx';
import { Page } from '../../components/page.tsx';
import { Card, ShareBar, StateBadge, Tile, Tiles } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount, formatDate, formatDecimal, formatPercent } from '../../format/numbers.ts';
import type { Drift, DriftReport } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';

/** A full bar in the list: far beyond what alarms (0.25). */
const LONGEST_PSI = 0.5;

export default function DriftPage() {
  const [search] = useSearchParams();
  const query = useReport('drift');
  const about = query.data?.as_of
    ? `Population stability index against the training data of ${query.data.model_version}, as of ${formatDate(query.data.as_of)}. Below 0.1 is stable, from 0.25 on the population has changed.`
    : undefined;
  return (
    <Page title="Drift" subtitle={about}>
      <QueryBoundary query={query}>
        {(report) => <Measured report={report} chosen={search.get('feature') ?? undefined} />}
      </QueryBoundary>
    </Page>
  );
}

function Measured({ report: { features, score }, chosen }: { report: DriftReport; chosen: string | undefined }) {
  const all = [...(score ? [score] : []), ...features];
  if (all.length === 0)
    return (
      <EmptyState title="Nothing has been measured yet">
        Monitoring measures drift after each daily run, once there is a champion.
      </EmptyState>
    );
  const at = (level: Drift['level']) => features.filter((one) => one.level === level).length;
  const shown = all.find(({ feature }) => feature === chosen) ?? all[0];
  return (
    <>
      <Tiles>
        <Tile
          name="PSI of the scores"
          value={formatDecimal(score?.psi)}
          note={score && <StateBadge code={score.level} />}
        />
        <Tile
          name="Features that changed"
          value={formatCount(at('alert'))}
          tone={at('alert') > 0 ? 'bad' : undefined}
          note={`of ${formatCount(features.length)}`}
        />
        <Tile name="To watch" value={formatCount(at('warn'))} tone={at('warn') > 0 ? 'warn' : undefined} />
        <Tile name="Too few rows to say" value={formatCount(at('insufficient'))} />
      </Tiles>
      <div className="grid">
        <Card title="Features, the largest shift first" note="A name shows its bins and its history.">
          <Table
            caption="Drift of features"
            rows={all}
            rowKey={({ feature }) => feature}
            columns={[
              {
                name: 'Feature',
                cell: ({ feature, label }) => (
                  <Link
                    href={`/drift?feature=${encodeURIComponent(feature)}`}
                    aria-current={feature === shown?.feature ? 'true' : undefined}
                  >
                    {label}
                  </Link>
                ),
              },
              {
                name: 'PSI',
                isNumber: true,
                sortValue: (row) => row.psi,
                cell: ({ psi }) => <ShareBar share={(psi ?? 0) / LONGEST_PSI}>{formatDecimal(psi)}</ShareBar>,
              },
              { name: 'Level', sortValue: (row) => row.level, cell: ({ level }) => <StateBadge code={level} /> },
              { name: 'Rows', isNumber: true, cell: ({ rows }) => formatCount(rows) },
            ]}
          />
        </Card>
        {shown && <One drift={shown} />}
      </div>
    </>
  );
}

/** What a figure of bins shows, in a sentence. */
function shiftOf({ psi, bins, rows }: Drift): string {
  if (bins.length === 0) return 'No bins were kept.';
  if (rows === 0) return 'No application of these days has a value to compare.';
  const moved = bins.reduce((a, b) => (Math.abs(b.current - b.baseline) > Math.abs(a.current - a.baseline) ? b : a));
  return `PSI ${formatDecimal(psi)}. The largest move is in ${moved.label}: ${formatPercent(moved.baseline)} in training, ${formatPercent(moved.current)} now.`;
}

function One({ drift }: { drift: Drift }) {
  const { label, psi, bins, history, rows } = drift;
  return (
    <div className="stack">
      <ChartCard
        title={`${label}: training and now`}
        summary={shiftOf(drift)}
        rows={bins}
        rowKey={(bin) => bin.label}
        columns={[
          { name: 'Bin', cell: (bin) => bin.label },
          { name: 'Training', isNumber: true, cell: ({ baseline }) => formatPercent(baseline) },
          { name: 'Now', isNumber: true, cell: ({ current }) => formatPercent(rows === 0 ? null : current) },
        ]}
      >
        <ColumnChart
          rows={bins}
          x={(bin) => bin.label}
          series={[
            { name: 'Training', value: ({ baseline }) => baseline, colour: SERIES_COLOURS.muted },
            { name: 'Now', value: ({ current }) => current, colour: SERIES_COLOURS.main },
          ]}
          format={(value) => formatPercent(value, 0)}
        />
      </ChartCard>
      <ChartCard
        title={`${label}: PSI over time`}
        summary={`${formatCount(history.length)} measurements, the newest ${formatDecimal(psi)}.`}
        rows={history}
        rowKey={({ as_of }) => as_of}
        columns={[
          { name: 'Day', cell: ({ as_of }) => formatDate(as_of) },
          { name: 'PSI', isNumber: true, cell: (row) => formatDecimal(row.psi) },
        ]}
      >
        <Lines
          rows={history}
          x={({ as_of }) => formatDate(as_of)}
          series={[{ name: 'PSI', value: (row) => row.psi, colour: SERIES_COLOURS.main }]}
          format={(value) => formatDecimal(value, 2)}
          height={180}
        />
      </ChartCard>
    </div>
  );
}
