/** Today at a glance: the run, what was scored, who decides, and what rings. */
import { Link } from 'wouter';
import { Page } from '../components/page.tsx';
import { Badge, Band, Bar, bandClass, bandColour, Card, Decision, Tile, Tiles } from '../components/parts.tsx';
import { EmptyState, QueryBoundary } from '../components/query-boundary.tsx';
import { Table } from '../components/table.tsx';
import { kindName, words } from '../format/labels.ts';
import { count, day, figure, hours, percent, seconds, short, time } from '../format/numbers.ts';
import type { Overview } from '../queries/api-types.ts';
import { useReport } from '../queries/queries.ts';

export default function OverviewPage() {
  const query = useReport('overview');
  const about = query.data && aboutOf(query.data);
  return (
    <Page title="Overview" about={about}>
      <QueryBoundary query={query}>
        {(overview) => (
          <>
            <Figures overview={overview} />
            <div className="grid">
              <Scores overview={overview} />
              <Alarms alarms={overview.alarms} />
              <LastRun run={overview.run} />
              <Decisions overview={overview} />
            </div>
          </>
        )}
      </QueryBoundary>
    </Page>
  );
}

function aboutOf({ as_of, refreshed_at, generated_at }: Overview) {
  return as_of
    ? `Scores as of ${day(as_of)}, counted ${time(refreshed_at ?? generated_at)}`
    : 'Nothing has been scored yet';
}

function Figures({ overview }: { overview: Overview }) {
  const { run, pass_rate, features_age_hours, applications, expected_loss, champion } = overview;
  return (
    <Tiles>
      <Tile
        name="Newest run"
        value={run ? words(run.state) : '–'}
        tone={run && ['failed', 'refused', 'gate_failed'].includes(run.state) ? 'bad' : undefined}
        note={run && `${day(run.as_of)}, ${seconds(run.duration_seconds)}`}
      />
      <Tile
        name="Rows accepted"
        value={percent(pass_rate, 2)}
        note={run && `${count(run.rows_rejected)} of ${count(run.rows_delivered)} refused`}
      />
      <Tile name="Age of the features" value={hours(features_age_hours)} note="since they were published" />
      <Tile name="Applications scored" value={count(applications)} note={`${count(overview.overrides)} overridden`} />
      <Tile
        name="Expected loss"
        value={<span title={count(expected_loss)}>{short(expected_loss)}</span>}
        note="PD × LGD × EAD, together"
      />
      <Tile
        name="Champion"
        value={champion ? figure(champion.holdout_auc, 4) : '–'}
        note={champion ? `AUC on the holdout, ${kindName(champion.kind)}` : 'no model decides yet'}
      />
    </Tiles>
  );
}

function Scores({ overview: { bands, applications } }: { overview: Overview }) {
  if (applications === 0) {
    return (
      <EmptyState title="No scores yet">
        They appear when a delivery has been published and a model has been promoted.
      </EmptyState>
    );
  }
  const parts = bands.map(({ band, share }) => `${band} ${percent(share)}`).join(', ');
  return (
    <Card title="Scores by band" note={`A is the safest. ${parts}.`}>
      <div className="split" aria-hidden="true">
        {bands.map(({ band, share }) => (
          <span
            key={band}
            className={bandClass(band)}
            style={{ flexGrow: share, flexBasis: 0 }}
            title={`${band} ${percent(share)}`}
          />
        ))}
      </div>
      <Table
        caption="Scores by band"
        rows={bands}
        keyOf={({ band }) => band}
        columns={[
          {
            name: 'Band',
            cell: ({ band }) => (
              <Link href={`/segments?within=risk_band:${encodeURIComponent(band)}`}>
                <Band band={band} />
              </Link>
            ),
          },
          { name: 'Applications', isNumber: true, cell: ({ applications: n }) => count(n) },
          {
            name: 'Share',
            isNumber: true,
            cell: ({ band, share }) => (
              <Bar share={share} colour={bandColour(band)}>
                {percent(share)}
              </Bar>
            ),
          },
          { name: 'Mean PD', isNumber: true, cell: ({ mean_pd }) => percent(mean_pd, 2) },
        ]}
      />
    </Card>
  );
}

function Decisions({ overview: { decisions, overrides } }: { overview: Overview }) {
  if (decisions.length === 0) return null;
  return (
    <Card title="Decisions that hold" note={`${count(overrides)} of them by a person.`}>
      <Table
        caption="Decisions that hold"
        rows={decisions}
        keyOf={({ decision }) => decision}
        columns={[
          { name: 'Decision', cell: ({ decision }) => <Decision decision={decision} /> },
          { name: 'Applications', isNumber: true, cell: ({ applications }) => count(applications) },
          { name: 'Share', isNumber: true, cell: ({ share }) => <Bar share={share}>{percent(share)}</Bar> },
        ]}
      />
    </Card>
  );
}

function Alarms({ alarms }: Pick<Overview, 'alarms'>) {
  if (!alarms)
    return (
      <EmptyState title="Alarms are not known">
        The alarm service gave no answer. What else is shown here is not affected.
      </EmptyState>
    );
  const ringing = alarms.filter(({ state }) => state === 'alarm');
  return (
    <Card title="Alarms" note={<Link href="/alarms">{`All ${count(alarms.length)} alarms`}</Link>}>
      {ringing.length === 0 ? (
        <p>
          <Badge code="ok" /> None is ringing.
        </p>
      ) : (
        <ul className="stack">
          {ringing.map(({ name, severity, since, description }) => (
            <li key={name}>
              <div className="row">
                <strong>{words(name)}</strong> <Badge code={severity} />{' '}
                <span className="dim">since {time(since)}</span>
              </div>
              <p>{description}</p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function LastRun({ run }: Pick<Overview, 'run'>) {
  if (!run) return <EmptyState title="No run yet">The first delivery starts one.</EmptyState>;
  return (
    <Card title="Newest run" note={`Delivery of ${day(run.as_of)}`}>
      <div className="row">
        <Badge code={run.state} />
        <span>{run.published_at ? `published ${time(run.published_at)}` : `opened ${time(run.opened_at)}`}</span>
        <span>{count(run.rows_delivered)} rows</span>
        <span>
          {count(run.checks)} checks, {count(run.failed_checks)} failed
        </span>
        <Link href={`/runs/${run.run_id}`}>Stages, files and refused rows</Link>
      </div>
    </Card>
  );
}
