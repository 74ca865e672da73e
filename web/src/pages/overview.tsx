/** The start page: the newest run, the scores and decisions, the champion and the active alarms. */
import { Link } from 'wouter';
import { BandLabel, getBandClassName, getBandColour } from '../components/band-label.tsx';
import { Card } from '../components/card.tsx';
import { DecisionLabel } from '../components/decision-label.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Page } from '../components/page.tsx';
import { QueryBoundary } from '../components/query-boundary.tsx';
import { ShareBar } from '../components/share-bar.tsx';
import { StateBadge } from '../components/state-badge.tsx';
import { Table } from '../components/table.tsx';
import { Tile, Tiles } from '../components/tiles.tsx';
import { formatCompact, formatCount, formatDecimal, formatPercent } from '../format/numbers.ts';
import { formatAge, formatDate, formatDuration, formatTime } from '../format/times.ts';
import type { Overview } from '../queries/api-types.ts';
import { useReport } from '../queries/queries.ts';
import { formatAlgorithm, formatCode } from '../texts/codes.ts';

export default function OverviewPage() {
  const query = useReport('overview');
  return (
    <Page title="Overview" subtitle={query.data && describeCounting(query.data)}>
      <QueryBoundary query={query}>
        {(overview) => (
          <>
            <OverviewTiles overview={overview} />
            <div className="grid">
              <ScoresByBand overview={overview} />
              <ActiveAlarms alarms={overview.alarms} />
              <NewestRun run={overview.run} />
              <DecisionCounts overview={overview} />
            </div>
          </>
        )}
      </QueryBoundary>
    </Page>
  );
}

function describeCounting({ as_of, refreshed_at, generated_at }: Overview): string {
  return as_of
    ? `Scores as of ${formatDate(as_of)}, counted ${formatTime(refreshed_at ?? generated_at)}`
    : 'Nothing has been scored yet';
}

function OverviewTiles({ overview }: { overview: Overview }) {
  const { run, pass_rate, features_age_hours, applications, expected_loss, champion } = overview;
  return (
    <Tiles>
      <Tile
        name="Newest run"
        value={run ? formatCode(run.state) : '–'}
        tone={run && ['failed', 'refused', 'gate_failed'].includes(run.state) ? 'bad' : undefined}
        note={run && `${formatDate(run.as_of)}, ${formatDuration(run.duration_seconds)}`}
      />
      <Tile
        name="Rows accepted"
        value={formatPercent(pass_rate, 2)}
        note={run && `${formatCount(run.rows_rejected)} of ${formatCount(run.rows_delivered)} refused`}
      />
      <Tile name="Age of the features" value={formatAge(features_age_hours)} note="since they were published" />
      <Tile
        name="Applications scored"
        value={formatCount(applications)}
        note={`${formatCount(overview.overrides)} overridden`}
      />
      <Tile
        name="Expected loss"
        value={<span title={formatCount(expected_loss)}>{formatCompact(expected_loss)}</span>}
        note="PD × LGD × EAD, together"
      />
      <Tile
        name="Champion"
        value={champion ? formatDecimal(champion.holdout_auc, 4) : '–'}
        note={champion ? `AUC on the holdout, ${formatAlgorithm(champion.kind)}` : 'no model decides yet'}
      />
    </Tiles>
  );
}

function ScoresByBand({ overview: { bands, applications } }: { overview: Overview }) {
  if (applications === 0) {
    return (
      <EmptyState title="No scores yet">
        They appear when a delivery has been published and a model has been promoted.
      </EmptyState>
    );
  }
  const shares = bands.map(({ band, share }) => `${band} ${formatPercent(share)}`).join(', ');
  return (
    <Card title="Scores by band" note={`A is the safest. ${shares}.`}>
      <div className="split" aria-hidden="true">
        {bands.map(({ band, share }) => (
          <span
            key={band}
            className={getBandClassName(band)}
            style={{ flexGrow: share, flexBasis: 0 }}
            title={`${band} ${formatPercent(share)}`}
          />
        ))}
      </div>
      <Table
        caption="Scores by band"
        rows={bands}
        rowKey={({ band }) => band}
        columns={[
          {
            name: 'Band',
            cell: ({ band }) => (
              <Link href={`/segments?within=risk_band:${encodeURIComponent(band)}`}>
                <BandLabel band={band} />
              </Link>
            ),
          },
          { name: 'Applications', isNumber: true, cell: (row) => formatCount(row.applications) },
          {
            name: 'Share',
            isNumber: true,
            cell: ({ band, share }) => (
              <ShareBar share={share} colour={getBandColour(band)}>
                {formatPercent(share)}
              </ShareBar>
            ),
          },
          { name: 'Mean PD', isNumber: true, cell: ({ mean_pd }) => formatPercent(mean_pd, 2) },
        ]}
      />
    </Card>
  );
}

function DecisionCounts({ overview: { decisions, overrides, contradicted_overrides } }: { overview: Overview }) {
  if (decisions.length === 0) return null;
  return (
    <Card
      title="Decisions that hold"
      note={`${formatCount(overrides)} of them by a person; a newer score contradicts ${formatCount(contradicted_overrides)} of these.`}
    >
      <Table
        caption="Decisions that hold"
        rows={decisions}
        rowKey={({ decision }) => decision}
        columns={[
          { name: 'Decision', cell: ({ decision }) => <DecisionLabel decision={decision} /> },
          { name: 'Applications', isNumber: true, cell: ({ applications }) => formatCount(applications) },
          {
            name: 'Share',
            isNumber: true,
            cell: ({ share }) => <ShareBar share={share}>{formatPercent(share)}</ShareBar>,
          },
        ]}
      />
    </Card>
  );
}

function ActiveAlarms({ alarms }: Pick<Overview, 'alarms'>) {
  if (!alarms)
    return (
      <EmptyState title="Alarms are not known">
        The alarm service gave no answer. What else is shown here is not affected.
      </EmptyState>
    );
  const activeAlarms = alarms.filter(({ state }) => state === 'alarm');
  return (
    <Card title="Alarms" note={<Link href="/alarms">{`All ${formatCount(alarms.length)} alarms`}</Link>}>
      {activeAlarms.length === 0 ? (
        <p>
          <StateBadge code="ok" /> None is ringing.
        </p>
      ) : (
        <ul className="stack">
          {activeAlarms.map(({ name, severity, since, description }) => (
            <li key={name}>
              <div className="row">
                <strong>{formatCode(name)}</strong> <StateBadge code={severity} />{' '}
                <span className="dim">since {formatTime(since)}</span>
              </div>
              <p>{description}</p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function NewestRun({ run }: Pick<Overview, 'run'>) {
  if (!run) return <EmptyState title="No run yet">The first delivery starts one.</EmptyState>;
  return (
    <Card title="Newest run" note={`Delivery of ${formatDate(run.as_of)}`}>
      <div className="row">
        <StateBadge code={run.state} />
        <span>
          {run.published_at ? `published ${formatTime(run.published_at)}` : `opened ${formatTime(run.opened_at)}`}
        </span>
        <span>{formatCount(run.rows_delivered)} rows</span>
        <span>
          {formatCount(run.checks)} checks, {formatCount(run.failed_checks)} failed
        </span>
        <Link href={`/runs/${run.run_id}`}>Stages, files and refused rows</Link>
      </div>
    </Card>
  );
}
