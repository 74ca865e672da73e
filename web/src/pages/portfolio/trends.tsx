/** How the portfolio moves: applications, risk, decisions, loss, and what came true. */
import { useSearchParams } from 'wouter';
import { Figure } from '../../charts/chart-card.tsx';
import { SERIES } from '../../charts/chart-frame.tsx';
import { Columns } from '../../charts/column-chart.tsx';
import { Lines } from '../../charts/line-chart.tsx';
import { Page } from '../../components/page.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import type { Column } from '../../components/table.tsx';
import { count, day, percent, short } from '../../format/numbers.ts';
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
    <Page title="Trends" about="Each day that scores speak of; an application counts once a day." tools={tools}>
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

const x = ({ as_of }: Day) => day(as_of);
const keyOf = ({ as_of }: Day) => as_of;
const number = (name: string, cell: (row: Day) => string): Column<Day> => ({ name, isNumber: true, cell });
const DAY: Column<Day> = { name: 'Day', cell: x };

function Charts({ rows }: { rows: Day[] }) {
  const newest = rows.at(-1) as Day;
  const span = rows.length === 1 ? `on ${x(newest)}` : `from ${x(rows[0] as Day)} to ${x(newest)}`;
  const known = rows.findLast(({ bad_rate }) => bad_rate !== null);
  return (
    <div className="grid">
      <Figure
        title="Applications"
        summary={`${count(rows.reduce((sum, { applications }) => sum + applications, 0))} scored ${span}.`}
        rows={rows}
        keyOf={keyOf}
        columns={[
          DAY,
          number('Applications', ({ applications }) => count(applications)),
          number('Overrides', ({ overrides }) => count(overrides)),
        ]}
      >
        <Columns
          rows={rows}
          x={x}
          series={[{ name: 'Applications', value: ({ applications }) => applications, colour: SERIES.main }]}
          format={short}
        />
      </Figure>
      <Figure
        title="Expected and realised risk"
        summary={
          known
            ? `Of the applications of ${x(known)}, ${percent(known.bad_rate)} of ${count(known.outcomes)} with an outcome defaulted; expected were ${percent(known.mean_pd)}.`
            : `The mean PD is ${percent(newest.mean_pd)}; no outcome is known yet.`
        }
        rows={rows}
        keyOf={keyOf}
        columns={[
          DAY,
          number('Mean PD', ({ mean_pd }) => percent(mean_pd, 2)),
          number('Bad rate', ({ bad_rate }) => percent(bad_rate, 2)),
          number('Outcomes', ({ outcomes }) => count(outcomes)),
        ]}
      >
        <Lines
          rows={rows}
          x={x}
          series={[
            { name: 'Mean PD', value: ({ mean_pd }) => mean_pd, colour: SERIES.main },
            { name: 'Realised bad rate', value: ({ bad_rate }) => bad_rate, colour: SERIES.second, isDashed: true },
          ]}
          format={(value) => percent(value, 0)}
        />
      </Figure>
      <Figure
        title="Decisions"
        summary={`${x(newest)}: ${percent(newest.approval_rate)} approved, ${percent(newest.refer_rate)} referred, ${percent(newest.decline_rate)} declined.`}
        rows={rows}
        keyOf={keyOf}
        columns={[
          DAY,
          number('Approved', ({ approval_rate }) => percent(approval_rate)),
          number('Referred', ({ refer_rate }) => percent(refer_rate)),
          number('Declined', ({ decline_rate }) => percent(decline_rate)),
        ]}
      >
        <Columns
          rows={rows}
          x={x}
          isStacked
          domain={[0, 1]}
          series={[
            { name: 'Approve', value: ({ approval_rate }) => approval_rate, colour: 'var(--band-a)' },
            { name: 'Refer', value: ({ refer_rate }) => refer_rate, colour: 'var(--band-c)' },
            { name: 'Decline', value: ({ decline_rate }) => decline_rate, colour: 'var(--band-e)' },
          ]}
          format={(value) => percent(value, 0)}
        />
      </Figure>
      <Figure
        title="Expected loss"
        summary={`${short(newest.expected_loss)} for the applications of ${x(newest)}.`}
        rows={rows}
        keyOf={keyOf}
        columns={[DAY, number('Expected loss', ({ expected_loss }) => count(expected_loss))]}
      >
        <Columns
          rows={rows}
          x={x}
          series={[{ name: 'Expected loss', value: ({ expected_loss }) => expected_loss, colour: SERIES.third }]}
          format={short}
        />
      </Figure>
    </div>
  );
}
