/** One run: its stages on a time axis, its files, the rejected rows by reason, and its quality checks. */
import { Link, useParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Table } from '../../components/table.tsx';
import { Tile, Tiles } from '../../components/tiles.tsx';
import { formatBytes, formatCount, formatPercent } from '../../format/numbers.ts';
import { formatClockTime, formatDate, formatDuration, formatTime } from '../../format/times.ts';
import type { Run } from '../../queries/api-types.ts';
import { useRun } from '../../queries/queries.ts';
import { formatCode } from '../../texts/codes.ts';

export default function RunPage() {
  const { id = '' } = useParams();
  const query = useRun(id);
  const title = query.data ? `Run of ${formatDate(query.data.as_of)}` : 'Run';
  return (
    <Page
      title={title}
      subtitle={
        <>
          <Link href="/runs">All runs</Link> · <code>{id}</code>
        </>
      }
    >
      <QueryBoundary query={query}>{(run) => <RunDetails run={run} />}</QueryBoundary>
    </Page>
  );
}

function RunDetails({ run }: { run: Run }) {
  const { rows_delivered, rows_rejected } = run;
  return (
    <>
      <Tiles>
        <Tile
          name="State"
          value={<StateBadge code={run.state} />}
          note={run.published_at ? `published ${formatTime(run.published_at)}` : `opened ${formatTime(run.opened_at)}`}
        />
        <Tile name="Took" value={formatDuration(run.duration_seconds)} />
        <Tile name="Rows delivered" value={formatCount(rows_delivered)} />
        <Tile
          name="Rows refused"
          value={formatCount(rows_rejected)}
          note={formatPercent(rows_delivered > 0 ? rows_rejected / rows_delivered : null, 3)}
        />
        <Tile
          name="Checks failed"
          value={formatCount(run.failed_checks)}
          note={`of ${formatCount(run.checks)}`}
          tone={run.failed_checks > 0 ? 'warn' : undefined}
        />
      </Tiles>
      <div className="stack">
        <StageTimes stages={run.stages} />
        <div className="grid">
          <RejectedRows rejections={run.rejections} />
          <DeliveredFiles files={run.files} />
        </div>
        <QualityChecks quality={run.quality} />
      </div>
    </>
  );
}

/** A bar for each stage from its start to its end, on one time axis. */
function StageTimes({ stages }: Pick<Run, 'stages'>) {
  if (stages.length === 0)
    return <EmptyState title="No stages are known yet">They are written when the run ends.</EmptyState>;
  const starts = stages.map(({ started_at }) => Date.parse(started_at));
  const startOfAll = Math.min(...starts);
  const totalMilliseconds = Math.max(1, ...stages.map(({ ended_at }) => Date.parse(ended_at) - startOfAll));
  const slowest = stages.reduce((a, b) => (b.duration_seconds > a.duration_seconds ? b : a));
  return (
    <Card
      title="Stages"
      note={`${formatDuration(totalMilliseconds / 1000)} in all; the longest is “${slowest.label}” with ${formatDuration(slowest.duration_seconds)}.`}
    >
      <Table
        caption="Stages of the run"
        rows={stages}
        rowKey={({ stage, started_at }) => `${stage} ${started_at}`}
        columns={[
          { name: 'Stage', cell: ({ label }) => label },
          { name: 'Began', isNumber: true, cell: ({ started_at }) => formatClockTime(started_at) },
          {
            name: 'When',
            cell: ({ started_at, duration_seconds, state }) => (
              <div className="lane" aria-hidden="true">
                <span
                  className={state}
                  style={{
                    left: `${(100 * (Date.parse(started_at) - startOfAll)) / totalMilliseconds}%`,
                    width: `${Math.min(100, (100_000 * duration_seconds) / totalMilliseconds)}%`,
                  }}
                />
              </div>
            ),
          },
          { name: 'Took', isNumber: true, cell: ({ duration_seconds }) => formatDuration(duration_seconds) },
          { name: 'End', cell: ({ state }) => <StateBadge code={state} tone={state === 'failed' ? 'bad' : 'good'} /> },
        ]}
      />
    </Card>
  );
}

function RejectedRows({ rejections }: Pick<Run, 'rejections'>) {
  if (rejections.length === 0) {
    return (
      <Card title="Refused rows">
        <p>
          <StateBadge code="ok" /> Every row was accepted.
        </p>
      </Card>
    );
  }
  return (
    <Card title="Refused rows" note="A row may be refused for several reasons.">
      <Table
        caption="Refused rows by reason"
        rows={rejections}
        rowKey={({ table, reason }) => `${table} ${reason}`}
        columns={[
          { name: 'Table', cell: ({ table }) => formatCode(table) },
          { name: 'Reason', cell: ({ reason }) => reason },
          { name: 'Rows', isNumber: true, cell: ({ rows }) => formatCount(rows) },
        ]}
      />
    </Card>
  );
}

function DeliveredFiles({ files }: Pick<Run, 'files'>) {
  if (files.length === 0) return <EmptyState title="No file was read">The delivery was refused before.</EmptyState>;
  return (
    <Card
      title="Files"
      note={`${formatCount(files.length)}, ${formatBytes(files.reduce((sum, { size_bytes }) => sum + size_bytes, 0))} together.`}
    >
      <Table
        caption="Files of the delivery"
        rows={files}
        rowKey={({ table, file }) => `${table} ${file}`}
        columns={[
          { name: 'File', cell: ({ file, sha256 }) => <span title={`SHA-256 ${sha256}`}>{file}</span> },
          { name: 'Mode', cell: ({ mode }) => formatCode(mode) },
          { name: 'Size', isNumber: true, cell: ({ size_bytes }) => formatBytes(size_bytes) },
          { name: 'Rows', isNumber: true, cell: ({ rows_delivered }) => formatCount(rows_delivered) },
          { name: 'Refused', isNumber: true, cell: ({ rows_rejected }) => formatCount(rows_rejected) },
        ]}
      />
    </Card>
  );
}

function QualityChecks({ quality }: Pick<Run, 'quality'>) {
  if (quality.length === 0)
    return <EmptyState title="Nothing was checked">The run ended before its quality checks.</EmptyState>;
  return (
    <Card title="Quality checks" note="A failed check of severity stop keeps a run from being published.">
      <Table
        caption="Quality checks"
        rows={quality}
        rowKey={({ check }) => check}
        columns={[
          {
            name: 'Check',
            cell: ({ check, description }) => (
              <>
                <strong>{formatCode(check)}</strong>
                <br />
                <span className="dim">{description}</span>
              </>
            ),
          },
          { name: 'Severity', cell: ({ severity }) => formatCode(severity) },
          {
            name: 'Verdict',
            cell: ({ pass, severity }) => (
              <StateBadge
                code={pass ? 'passed' : 'failed'}
                tone={pass ? 'good' : severity === 'stop' ? 'bad' : 'warn'}
              />
            ),
          },
          {
            name: 'Failed rows',
            isNumber: true,
            sortValue: (row) => row.failed_rows,
            cell: ({ failed_rows }) => formatCount(failed_rows),
          },
          { name: 'Rows', isNumber: true, cell: ({ total_rows }) => formatCount(total_rows) },
        ]}
      />
    </Card>
  );
}
