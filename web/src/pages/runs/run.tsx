/** One run: when each stage ran, what was delivered, what was refused and why, and what was checked. */
import { Link, useParams } from 'wouter';
import { Page } from '../../components/page.tsx';
import { Card, StateBadge, Tile, Tiles } from '../../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { formatCode } from '../../format/labels.ts';
import {
  formatBytes,
  formatClockTime,
  formatCount,
  formatDate,
  formatDuration,
  formatPercent,
  formatTime,
} from '../../format/numbers.ts';
import type { Run } from '../../queries/api-types.ts';
import { useRun } from '../../queries/queries.ts';

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
      <QueryBoundary query={query}>{(run) => <Details run={run} />}</QueryBoundary>
    </Page>
  );
}

function Details({ run }: { run: Run }) {
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
        <Stages stages={run.stages} />
        <div className="grid">
          <Rejections rejections={run.rejections} />
          <Files files={run.files} />
        </div>
        <Checks quality={run.quality} />
      </div>
    </>
  );
}

/** A bar for each stage, from its start to its end, all on the time of the run. */
function Stages({ stages }: Pick<Run, 'stages'>) {
  if (stages.length === 0)
    return <EmptyState title="No stages are known yet">They are written when the run ends.</EmptyState>;
  const starts = stages.map(({ started_at }) => Date.parse(started_at));
  const from = Math.min(...starts);
  const all = Math.max(1, ...stages.map(({ ended_at }) => Date.parse(ended_at) - from));
  const slowest = stages.reduce((a, b) => (b.duration_seconds > a.duration_seconds ? b : a));
  return (
    <Card
      title="Stages"
      note={`${formatDuration(all / 1000)} in all; the longest is “${slowest.label}” with ${formatDuration(slowest.duration_seconds)}.`}
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
                    left: `${(100 * (Date.parse(started_at) - from)) / all}%`,
                    width: `${Math.min(100, (100_000 * duration_seconds) / all)}%`,
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

function Rejections({ rejections }: Pick<Run, 'rejections'>) {
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

function Files({ files }: Pick<Run, 'files'>) {
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

function Checks({ quality }: Pick<Run, 'quality'>) {
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
