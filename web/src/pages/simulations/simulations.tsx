/** The simulations, with the form that starts one. */
import { Link, useSearchParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatCount } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Tone } from '../../format/tones.ts';
import type { SimulationSummary } from '../../queries/api-types.ts';
import { useCanCall } from '../../queries/me-queries.ts';
import { useSimulations } from '../../queries/simulation-queries.ts';
import { namePerson } from '../../texts/forms.ts';
import { simulationsTexts as texts } from '../../texts/governance/simulations.ts';
import { describePeriod, nameSimulation } from './name-simulation.ts';
import { StartForm } from './start-form.tsx';

export default function SimulationsPage() {
  const [search] = useSearchParams();
  const before = search.get('before') ?? undefined;
  const query = useSimulations({ before });
  const canSimulate = useCanCall('createSimulation');
  const policy = search.get('policy') ?? '';
  return (
    <Page title={texts.title} subtitle={texts.subtitle}>
      <div className="stack">
        {canSimulate ? <StartForm key={policy} policy={policy} /> : <p className="dim">{texts.form.forbidden}</p>}
        <QueryBoundary query={query}>
          {({ simulations, next_before }) =>
            simulations.length === 0 ? (
              <EmptyState title={texts.none}>{texts.noneWhy}</EmptyState>
            ) : (
              <Card title={texts.list.title}>
                <Table
                  isList
                  caption={texts.list.caption}
                  rows={simulations}
                  rowKey={({ simulation_id }) => simulation_id}
                  columns={COLUMNS}
                />
                <p className="row">
                  {before && <Link href="/simulations">{texts.newest}</Link>}
                  {next_before && <Link href={`/simulations?before=${next_before}`}>{texts.older}</Link>}
                </p>
              </Card>
            )
          }
        </QueryBoundary>
      </div>
    </Page>
  );
}

const TONES: Record<SimulationSummary['state'], Tone> = { running: 'plain', done: 'good', failed: 'bad' };

const COLUMNS: Column<SimulationSummary>[] = [
  {
    name: texts.list.what,
    cell: (simulation) => (
      <Link className="long" href={`/simulations/${simulation.simulation_id}`}>
        {nameSimulation(simulation)}
      </Link>
    ),
  },
  { name: texts.list.state, cell: ({ state }) => <StateBadge code={state} tone={TONES[state]} /> },
  { name: texts.list.period, cell: describePeriod },
  { name: texts.list.rows, isNumber: true, sortValue: ({ rows }) => rows, cell: ({ rows }) => formatCount(rows) },
  { name: texts.list.by, cell: ({ requested_by }) => <span className="long">{namePerson(requested_by)}</span> },
  {
    name: texts.list.started,
    sortValue: ({ started_at }) => started_at,
    cell: ({ started_at }) => formatTime(started_at),
  },
];
