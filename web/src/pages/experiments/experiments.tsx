/** The experiments, and the form that proposes one. */
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatPercent, MISSING_TEXT } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { ExperimentSummary } from '../../queries/api-types.ts';
import { useExperiments } from '../../queries/experiment-queries.ts';
import { useCanCall } from '../../queries/me-queries.ts';
import { namePerson } from '../../texts/forms.ts';
import { experimentsTexts as texts } from '../../texts/governance/experiments.ts';
import { ExperimentState, LevelBadge } from './experiment-state.tsx';
import { ProposeExperimentForm } from './propose-experiment-form.tsx';

export default function ExperimentsPage() {
  const query = useExperiments();
  const canPropose = useCanCall('createPolicy'); // the same people propose both
  return (
    <Page title={texts.title} subtitle={texts.subtitle}>
      <div className="stack">
        <QueryBoundary query={query}>
          {(experiments) =>
            experiments.length === 0 ? (
              <EmptyState title={texts.none}>{texts.noneWhy}</EmptyState>
            ) : (
              <Card title={texts.list.title}>
                <Table
                  isList
                  caption={texts.list.caption}
                  rows={experiments}
                  rowKey={({ experiment_id }) => experiment_id}
                  columns={COLUMNS}
                />
              </Card>
            )
          }
        </QueryBoundary>
        {canPropose && <ProposeExperimentForm />}
      </div>
    </Page>
  );
}

const describeArms = ({ arms }: ExperimentSummary): string =>
  arms.map(({ arm, share, is_stopped }) => texts.arm(arm, formatPercent(share, 0), is_stopped)).join('; ');

const COLUMNS: Column<ExperimentSummary>[] = [
  {
    name: texts.list.name,
    cell: ({ experiment_id }) => (
      <Link className="long" href={`/experiments/${experiment_id}`}>
        {experiment_id}
      </Link>
    ),
  },
  { name: texts.list.state, cell: ({ state }) => <ExperimentState state={state} /> },
  { name: texts.list.question, cell: ({ question }) => <span className="reason">{question}</span> },
  {
    name: texts.list.period,
    cell: ({ starts_at, ends_at }) => texts.period(formatTime(starts_at), formatTime(ends_at)),
  },
  { name: texts.list.arms, cell: (experiment) => <span className="long">{describeArms(experiment)}</span> },
  {
    name: texts.list.sampleRatio,
    cell: ({ sample_ratio }) => (sample_ratio ? <LevelBadge level={sample_ratio} /> : MISSING_TEXT),
  },
  { name: texts.list.approvedBy, cell: ({ approved_by }) => <span className="long">{namePerson(approved_by)}</span> },
];
