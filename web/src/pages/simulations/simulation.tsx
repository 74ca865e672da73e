/** One simulation: how far it is, why it failed, or its result. */
import { Link, useParams } from 'wouter';
import { EmptyState } from '../../components/empty-state.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { useFocusAfterChange } from '../../components/use-focus-after-change.ts';
import { isUuid } from '../../format/ids.ts';
import { formatPlural } from '../../format/plurals.ts';
import { useSimulation } from '../../queries/simulation-queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { simulationsTexts, simulationTexts as texts } from '../../texts/governance/simulations.ts';
import { describePeriod, nameSimulation } from './name-simulation.ts';
import { Result } from './result/result.tsx';

export default function SimulationPage() {
  const { id = '' } = useParams();
  return isUuid(id) ? <StoredSimulation id={id} /> : <UnknownSimulation id={id} />;
}

function UnknownSimulation({ id }: { id: string }) {
  return (
    <NotFound what={simulationsTexts.what} id={id}>
      <Link href="/simulations">{simulationsTexts.all}</Link>
    </NotFound>
  );
}

function StoredSimulation({ id }: { id: string }) {
  const query = useSimulation(id);
  if (isNotFound(query)) return <UnknownSimulation id={id} />;
  const { data } = query;
  return (
    <Page
      title={data ? texts.title(nameSimulation(data)) : texts.untitled}
      figuresAt={data?.ended_at ?? null}
      subtitle={
        <>
          <Link href="/simulations">{simulationsTexts.all}</Link>
          {data?.policy_version && (
            <>
              {' · '}
              <Link href={`/policies/${data.policy_version}`}>{texts.back(data.policy_version)}</Link>
            </>
          )}
          {data && ` · ${texts.subtitle(formatPlural(data.rows ?? 0, texts.application), describePeriod(data))}`}
        </>
      }
    >
      <QueryBoundary query={query}>{(simulation) => <SimulationView simulation={simulation} />}</QueryBoundary>
    </Page>
  );
}

type Simulation = NonNullable<ReturnType<typeof useSimulation>['data']>;

function SimulationView({ simulation }: { simulation: Simulation }) {
  const { state, result, problem } = simulation;
  const view = useFocusAfterChange<HTMLDivElement>(state);
  return (
    <section ref={view} tabIndex={-1} aria-label={texts.untitled} className="focused">
      {state === 'running' && (
        <p role="status" className="card">
          {texts.running}
        </p>
      )}
      {state === 'failed' && <EmptyState title={texts.failed}>{problem}</EmptyState>}
      {result && (result.rows === 0 ? <EmptyState title={texts.none} /> : <Result result={result} />)}
    </section>
  );
}
