/** How far today's applications are from those the champion was trained on. */
import { Link, useSearchParams } from 'wouter';
import { Figure } from '../../charts/chart-card.tsx';
import { SERIES } from '../../charts/chart-frame.tsx';
import { Columns } from '../../charts/column-chart.tsx';
import { Lines } from '../../charts/line-chart.tsx';
import { Page } from '../../components/page.tsx';
import { Badge, Bar, Card, Tile, Tiles } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { count, day, figure, percent } from '../../format/numbers.ts';
import type { Drift, DriftReport } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';

/** A full bar in the list: far beyond what alarms (0.25). */
const LONGEST_PSI = 0.5;

export default function DriftPage() {
  const [search] = useSearchParams();
  const query = useReport('drift');
  const about = query.data?.as_of
    ? `Population stability index against the training data of ${query.data.model_version}, as of ${day(query.data.as_of)}. Below 0.1 is stable, from 0.25 on the population has changed.`
    : undefined;
  return (
    <Page title="Drift" about={about}>
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
        <Tile name="PSI of the scores" value={figure(score?.psi)} note={score && <Badge code={score.level} />} />
        <Tile
          name="Features that changed"
          value={count(at('alert'))}
          tone={at('alert') > 0 ? 'bad' : undefined}
          note={`of ${count(features.length)}`}
        />
        <Tile name="To watch" value={count(at('warn'))} tone={at('warn') > 0 ? 'warn' : undefined} />
        <Tile name="Too few rows to say" value={count(at('insufficient'))} />
      </Tiles>
      <div className="grid">
        <Card title="Features, the largest shift first" note="A name shows its bins and its history.">
          <Table
            caption="Drift of features"
            rows={all}
            keyOf={({ feature }) => feature}
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
                by: (row) => row.psi,
                cell: ({ psi }) => <Bar share={(psi ?? 0) / LONGEST_PSI}>{figure(psi)}</Bar>,
              },
              { name: 'Level', by: (row) => row.level, cell: ({ level }) => <Badge code={level} /> },
              { name: 'Rows', isNumber: true, cell: ({ rows }) => count(rows) },
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
  return `PSI ${figure(psi)}. The largest move is in ${moved.label}: ${percent(moved.baseline)} in training, ${percent(moved.current)} now.`;
}

function One({ drift }: { drift: Drift }) {
  const { label, psi, bins, history, rows } = drift;
  return (
    <div className="stack">
      <Figure
        title={`${label}: training and now`}
        summary={shiftOf(drift)}
        rows={bins}
        keyOf={(bin) => bin.label}
        columns={[
          { name: 'Bin', cell: (bin) => bin.label },
          { name: 'Training', isNumber: true, cell: ({ baseline }) => percent(baseline) },
          { name: 'Now', isNumber: true, cell: ({ current }) => percent(rows === 0 ? null : current) },
        ]}
      >
        <Columns
          rows={bins}
          x={(bin) => bin.label}
          series={[
            { name: 'Training', value: ({ baseline }) => baseline, colour: SERIES.muted },
            { name: 'Now', value: ({ current }) => current, colour: SERIES.main },
          ]}
          format={(value) => percent(value, 0)}
        />
      </Figure>
      <Figure
        title={`${label}: PSI over time`}
        summary={`${count(history.length)} measurements, the newest ${figure(psi)}.`}
        rows={history}
        keyOf={({ as_of }) => as_of}
        columns={[
          { name: 'Day', cell: ({ as_of }) => day(as_of) },
          { name: 'PSI', isNumber: true, cell: (row) => figure(row.psi) },
        ]}
      >
        <Lines
          rows={history}
          x={({ as_of }) => day(as_of)}
          series={[{ name: 'PSI', value: (row) => row.psi, colour: SERIES.main }]}
          format={(value) => figure(value, 2)}
          height={180}
        />
      </Figure>
    </div>
  );
}
