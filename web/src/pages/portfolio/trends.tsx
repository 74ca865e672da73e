/** How the portfolio moves: applications, risk, decisions, loss, and what came true. */
import { useSearchParams } from 'wouter';
import { ChartCard } from '../../charts/chart-card.tsx';
import { SERIES_COLOURS } from '../../charts/chart-frame.tsx';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { Lines } from '../../charts/line-chart.tsx';
import { Page } from '../../components/page.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import type { Column } from '../../components/table.tsx';
import { formatCompact, formatCount, formatDate, formatPercent } from '../../format/numbers.ts';
import type { Trends } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';

type Day = Trends['days'][number];
const SPANS = [30, 90, 366];

export default function TrendsPage() {
  const [search, setSearch] = useSearchParams();
  const days = SPANS.find((span) => String(span) === search.get('days')) ?? 90;
  const query = useReport('trends', { days });
  const tools = (
    <label>
      <span className="label">Newest</span>
      <select value={days} onChange={(event) => setSearch({ days: event.target.value })}>
        {SPANS.map((span) => (
          <option key={span} value={span}>
            {span} days
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Page title="Trends" subtitle="Each day that scores speak of; an application counts once a day." controls={tools}>
      <QueryBoundary query={query}>
        {({ days: rows }) =>
          rows.length === 0 ? (
            <EmptyState title="No scores yet">Trends begin with the first day.</EmptyState>
          ) : (
            <Charts rows={rows} />
          )
        }
      </QueryBoundary>
    </Page>
  );
}

const x = ({ as_of }: Day) => formatDate(as_of);
const keyOf = ({ as_of }: Day) => as_of;
const number = (name: string, cell: (row: Day) => string): Column<Day> => ({ name, isNumber: true, cell });
const DAY: Column<Day> = { name: 'Day', cell: x };

function Charts({ rows }: { rows: Day[] }) {
  const newest = rows.at(-1) as Day;
  const span = rows.length === 1 ? `on ${x(newest)}` : `from ${x(rows[0] as Day)} to ${x(newest)}`;
  const known = rows.findLast(({ bad_rate }) => bad_rate !== null);
  return (
    <div className="grid">
      <ChartCard
        title="Applications"
        summary={`${formatCount(rows.reduce((sum, { applications }) => sum + applications, 0))} scored ${span}.`}
        rows={rows}
        rowKey={keyOf}
        columns={[
          DAY,
          number('Applications', ({ applications }) => formatCount(applications)),
          number('Overrides', ({ overrides }) => formatCount(overrides)),
        ]}
      >
        <ColumnChart
          rows={rows}
          x={x}
          series={[{ name: 'Applications', value: ({ applications }) => applications, colour: SERIES_COLOURS.main }]}
          format={formatCompact}
        />
      </ChartCard>
      <ChartCard
        title="Expected and realised risk"
        summary={
          known
            ? `Of the applications of ${x(known)}, ${formatPercent(known.bad_rate)} of ${formatCount(known.outcomes)} with an outcome defaulted; expected were ${formatPercent(known.mean_pd)}.`
            : `The mean PD is ${formatPercent(newest.mean_pd)}; no outcome is known yet.`
        }
        rows={rows}
        rowKey={keyOf}
        columns={[
          DAY,
          number('Mean PD', ({ mean_pd }) => formatPercent(mean_pd, 2)),
          number('Bad rate', ({ bad_rate }) => formatPercent(bad_rate, 2)),
          number('Outcomes', ({ outcomes }) => formatCount(outcomes)),
        ]}
      >
        <Lines
          rows={rows}
          x={x}
          series={[
            { name: 'Mean PD', value: ({ mean_pd }) => mean_pd, colour: SERIES_COLOURS.main },
            {
              name: 'Realised bad rate',
              value: ({ bad_rate }) => bad_rate,
              colour: SERIES_COLOURS.second,
              isDashed: true,
            },
          ]}
          format={(value) => formatPercent(value, 0)}
        />
      </ChartCard>
      <ChartCard
        title="Decisions"
        summary={`${x(newest)}: ${formatPercent(newest.approval_rate)} approved, ${formatPercent(newest.refer_rate)} referred, ${formatPercent(newest.decline_rate)} declined.`}
        rows={rows}
        rowKey={keyOf}
        columns={[
          DAY,
          number('Approved', ({ approval_rate }) => formatPercent(approval_rate)),
          number('Referred', ({ refer_rate }) => formatPercent(refer_rate)),
          number('Declined', ({ decline_rate }) => formatPercent(decline_rate)),
        ]}
      >
        <ColumnChart
          rows={rows}
          x={x}
          isStacked
          domain={[0, 1]}
          series={[
            { name: 'Approve', value: ({ approval_rate }) => approval_rate, colour: 'var(--band-a)' },
            { name: 'Refer', value: ({ refer_rate }) => refer_rate, colour: 'var(--band-c)' },
            { name: 'Decline', value: ({ decline_rate }) => decline_rate, colour: 'var(--band-e)' },
          ]}
          format={(value) => formatPercent(value, 0)}
        />
      </ChartCard>
      <ChartCard
        title="Expected loss"
        summary={`${formatCompact(newest.expected_loss)} for the applications of ${x(newest)}.`}
        rows={rows}
        rowKey={keyOf}
        columns={[DAY, number('Expected loss', ({ expected_loss }) => formatCount(expected_loss))]}
      >
        <ColumnChart
          rows={rows}
          x={x}
          series={[
            { name: 'Expected loss', value: ({ expected_loss }) => expected_loss, colour: SERIES_COLOURS.third },
          ]}
          format={formatCompact}
        />
      </ChartCard>
    </div>
  );
}
