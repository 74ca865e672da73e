/** One experiment: its arms, results with intervals, guardrails, what was stopped, and the form that stops it. */
import type { ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { DefinitionList } from '../../components/figures/definition-list.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { formatExact } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Experiment } from '../../queries/api-types.ts';
import { useExperiment } from '../../queries/experiment-queries.ts';
import { useCanCall } from '../../queries/me-queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { namePerson } from '../../texts/forms.ts';
import { experimentsTexts, experimentTexts as texts } from '../../texts/governance/experiments.ts';
import { Arms } from './arms.tsx';
import { Comparisons, Guardrails, SampleRatio } from './checks.tsx';
import { ExperimentState } from './experiment-state.tsx';
import { StopForm, Stops } from './stops.tsx';

export default function ExperimentPage() {
  const { id = '' } = useParams();
  const query = useExperiment(id);
  if (isNotFound(query)) {
    return (
      <NotFound what={experimentsTexts.what} id={id}>
        <Link href="/experiments">{experimentsTexts.all}</Link>
      </NotFound>
    );
  }
  return (
    <Page
      title={texts.title(id)}
      figuresAt={query.data?.measured_at ?? null}
      subtitle={<Link href="/experiments">{experimentsTexts.all}</Link>}
    >
      <QueryBoundary query={query}>{(experiment) => <ExperimentDetails experiment={experiment} />}</QueryBoundary>
    </Page>
  );
}

function ExperimentDetails({ experiment }: { experiment: Experiment }) {
  const canStop = useCanCall('stopExperiment');
  const { results, state, stops } = experiment;
  return (
    <div className="stack">
      <Properties experiment={experiment} />
      <Arms experiment={experiment} />
      {results ? (
        <>
          <Comparisons comparisons={results.comparisons} />
          <Guardrails guardrails={results.guardrails} />
          <SampleRatio ratio={results.sample_ratio} checks={experiment.checks} />
        </>
      ) : (
        <EmptyState title={texts.notMeasured}>{texts.notMeasuredWhy}</EmptyState>
      )}
      {stops.length > 0 && <Stops stops={stops} />}
      {canStop && (state === 'running' || state === 'waiting') && <StopForm experiment={experiment} />}
    </div>
  );
}

function Properties({ experiment }: { experiment: Experiment }) {
  const { properties } = texts;
  const { state, starts_at, ends_at, measure, definition, champion_version, default_version } = experiment;
  const entries: [name: string, value: ReactNode][] = [
    [properties.state, <ExperimentState key="state" state={state} />],
    [properties.period, experimentsTexts.period(formatTime(starts_at), formatTime(ends_at))],
    [properties.measure, texts.measures[measure]],
    [properties.minimumEffect, formatExact(definition.minimum_effect)],
    [properties.policy, <Link href={`/policies/${default_version}`}>{default_version}</Link>],
    [properties.champion, <Link href={`/models/${champion_version}`}>{champion_version}</Link>],
    [properties.approvedBy, namePerson(experiment.approved_by)],
    [properties.request, <Link href={`/requests/${experiment.request_id}`}>{properties.openRequest}</Link>],
    [properties.measuredAt, formatTime(experiment.measured_at)],
  ];
  return (
    <Card title={properties.title} note={<span className="long">{experiment.question}</span>}>
      <DefinitionList entries={entries} />
    </Card>
  );
}
