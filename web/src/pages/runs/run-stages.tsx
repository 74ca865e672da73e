/** A bar for each stage of a run from its start to its end, on one time axis. */
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Table } from '../../components/tables/table.tsx';
import { formatClockTime, formatDuration } from '../../format/times.ts';
import type { Run } from '../../queries/api-types.ts';
import { runTexts } from '../../texts/cases/runs.ts';

const { stages: texts } = runTexts;

export function StageTimes({ run: { stages, state } }: { run: Run }) {
  if (stages.length === 0) {
    const { title, text } = state === 'running' ? texts.none : texts.noneEver;
    return <EmptyState title={title}>{text}</EmptyState>;
  }
  const starts = stages.map(({ started_at }) => Date.parse(started_at));
  const startOfAll = Math.min(...starts);
  const totalMilliseconds = Math.max(1, ...stages.map(({ ended_at }) => Date.parse(ended_at) - startOfAll));
  const slowest = stages.reduce((a, b) => (b.duration_seconds > a.duration_seconds ? b : a));
  return (
    <Card
      title={texts.title}
      note={texts.summary(
        formatDuration(totalMilliseconds / 1000),
        slowest.label,
        formatDuration(slowest.duration_seconds),
      )}
    >
      <Table
        isList
        caption={texts.caption}
        rows={stages}
        rowKey={({ stage, started_at }) => `${stage} ${started_at}`}
        columns={[
          { name: texts.stage, cell: ({ label }) => label },
          { name: texts.started, isNumber: true, cell: ({ started_at }) => formatClockTime(started_at) },
          {
            name: texts.when,
            cell: (stage) => <StageBar stage={stage} startOfAll={startOfAll} totalMilliseconds={totalMilliseconds} />,
          },
          { name: texts.duration, isNumber: true, cell: ({ duration_seconds }) => formatDuration(duration_seconds) },
          {
            name: texts.result,
            cell: ({ state: end }) => <StateBadge code={end} tone={end === 'failed' ? 'bad' : 'good'} />,
          },
        ]}
      />
    </Card>
  );
}

interface StageBarProps {
  stage: Run['stages'][number];
  startOfAll: number;
  totalMilliseconds: number;
}

function StageBar({ stage: { started_at, duration_seconds, state }, startOfAll, totalMilliseconds }: StageBarProps) {
  const left = (100 * (Date.parse(started_at) - startOfAll)) / totalMilliseconds;
  const width = Math.min(100, (100_000 * duration_seconds) / totalMilliseconds);
  return (
    <div className="lane" aria-hidden="true">
      <span className={state} style={{ left: `${left}%`, width: `${width}%` }} />
    </div>
  );
}
