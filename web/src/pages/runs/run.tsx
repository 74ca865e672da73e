/** One run: how it ended and why, its stages on a time axis, its files, rejected rows and quality checks. */
import { Link, useParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Tile, Tiles } from '../../components/figures/tiles.tsx';
import { NextSteps } from '../../components/next-steps.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { isUuid } from '../../format/ids.ts';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import { formatDate, formatDuration, formatMonth, formatTime } from '../../format/times.ts';
import type { Run } from '../../queries/api-types.ts';
import { useRun } from '../../queries/queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { runTexts } from '../../texts/cases/runs.ts';
import { DeliveredFiles, QualityChecks, RejectedRows } from './run-data.tsx';
import { StageTimes } from './run-stages.tsx';

export default function RunPage() {
  const { id = '' } = useParams();
  return isUuid(id) ? <StoredRun id={id} /> : <UnknownRun id={id} />;
}

function StoredRun({ id }: { id: string }) {
  const query = useRun(id);
  if (isNotFound(query)) return <UnknownRun id={id} />;
  return (
    <Page
      title={query.data ? runTexts.title(formatDate(query.data.as_of)) : runTexts.untitled}
      subtitle={
        <>
          <Link href="/runs">{runTexts.all}</Link> · <code>{id}</code>
        </>
      }
    >
      <QueryBoundary query={query}>{(run) => <RunDetails run={run} />}</QueryBoundary>
    </Page>
  );
}

function UnknownRun({ id }: { id: string }) {
  return (
    <NotFound what={runTexts.thing} id={id}>
      <Link href="/runs">{runTexts.all}</Link>
    </NotFound>
  );
}

function RunDetails({ run }: { run: Run }) {
  return (
    <>
      <RunTiles run={run} />
      <div className="stack">
        {run.reason && (
          <Card title={runTexts.reasonTitle(run.state)}>
            <p className="reason">{run.reason}</p>
          </Card>
        )}
        {hasDetails(run) ? (
          <>
            <StageTimes run={run} />
            <div className="grid">
              <RejectedRows run={run} />
              <DeliveredFiles run={run} />
            </div>
            <QualityChecks run={run} />
          </>
        ) : (
          <NoDetails run={run} />
        )}
        <NextSteps links={listLinks(run)} commands={listCommands(run)}>
          {runTexts.next(run.state)}
        </NextSteps>
      </div>
    </>
  );
}

const hasDetails = ({ stages, files, rejections, quality }: Run): boolean =>
  [stages, files, rejections, quality].some(({ length }) => length > 0);

function NoDetails({ run: { state } }: { run: Run }) {
  const { title, text } = state === 'running' ? runTexts.noDetails.running : runTexts.noDetails.ended;
  return <EmptyState title={title}>{text}</EmptyState>;
}

function RunTiles({ run }: { run: Run }) {
  const { tiles } = runTexts;
  const { rows_delivered, rows_rejected } = run;
  return (
    <Tiles>
      <Tile name={tiles.state} value={<StateBadge code={run.state} />} note={describeTime(run)} />
      <Tile name={tiles.duration} value={formatDuration(run.duration_seconds)} />
      <Tile name={tiles.rows} value={formatCount(rows_delivered)} />
      <Tile
        name={tiles.rejected}
        value={formatCount(rows_rejected)}
        note={rows_delivered > 0 ? runTexts.rejectedShare(formatPercent(rows_rejected / rows_delivered, 3)) : undefined}
      />
      <Tile
        name={tiles.failedChecks}
        value={formatCount(run.failed_checks)}
        note={runTexts.ofChecks(run.checks)}
        tone={run.failed_checks > 0 ? 'warn' : undefined}
      />
    </Tiles>
  );
}

function describeTime({ opened_at, closed_at, published_at }: Run): string {
  if (published_at) return runTexts.published(formatTime(published_at));
  return closed_at ? runTexts.ended(formatTime(closed_at)) : runTexts.started(formatTime(opened_at));
}

/** What an operator types to find the cause, or to publish a day whose rows are gone indeed. */
function listCommands({ run_id, state, quality }: Run): [what: string, command: string][] {
  const { commands } = runTexts;
  const isHeld = state === 'gate_failed' && quality.some(({ check, pass }) => check === 'missing_rows' && !pass);
  return [
    ...(isHeld ? [commands.accept(run_id)] : []),
    ...(state === 'failed' || state === 'abandoned' ? [commands.logs(run_id)] : []),
  ];
}

function listLinks({ as_of, state }: Run): [path: string, name: string][] {
  const month = as_of.slice(0, 7);
  const runs: [string, string] = [`/runs?from=${month}&to=${month}`, runTexts.links.runsOfMonth(formatMonth(month))];
  if (state === 'published') return [['/', runTexts.links.overview], runs];
  return state === 'running' ? [runs] : [['/alarms', runTexts.links.alarms], runs];
}
