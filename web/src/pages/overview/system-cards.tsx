/** The overview's figures on data and model: the newest run, the age of the features, the champion, active alarms. */
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { Tile, Tiles } from '../../components/figures/tiles.tsx';
import { formatDecimal, formatPercent, MISSING_TEXT } from '../../format/numbers.ts';
import { formatAge, formatDate, formatDuration, formatTime } from '../../format/times.ts';
import { getTone } from '../../format/tones.ts';
import type { Overview } from '../../queries/api-types.ts';
import { formatAlgorithm, formatCode } from '../../texts/codes.ts';
import { overviewTexts } from '../../texts/portfolio/overview.ts';

export function SystemTiles({ overview }: { overview: Overview }) {
  const { run, pass_rate, features_as_of, features_published_hours, champion } = overview;
  return (
    <Tiles>
      <Tile
        name={overviewTexts.newestRun}
        value={run ? formatCode(run.state) : MISSING_TEXT}
        tone={run && getTone(run.state) === 'bad' ? 'bad' : undefined}
        note={run && overviewTexts.runNote(formatDate(run.as_of), formatDuration(run.duration_seconds))}
      />
      <Tile
        name={overviewTexts.rowsAccepted}
        value={formatPercent(pass_rate, 2)}
        note={run && overviewTexts.rowsRejected(run.rows_rejected, run.rows_delivered)}
      />
      <Tile
        name={overviewTexts.features}
        value={formatDate(features_as_of)}
        note={features_as_of && overviewTexts.featuresNote(formatAge(features_published_hours))}
      />
      <Tile
        name={overviewTexts.champion}
        value={
          champion ? <Link href={`/models/${champion.version}`}>{formatAlgorithm(champion.kind)}</Link> : MISSING_TEXT
        }
        note={champion ? overviewTexts.championNote(formatDecimal(champion.holdout_auc, 3)) : overviewTexts.noChampion}
      />
    </Tiles>
  );
}

export function RunCard({ run }: Pick<Overview, 'run'>) {
  if (!run) return <EmptyState title={overviewTexts.noRun}>{overviewTexts.noRunWhy}</EmptyState>;
  return (
    <Card title={overviewTexts.newestRun} note={overviewTexts.runOf(formatDate(run.as_of))}>
      <div className="row">
        <StateBadge code={run.state} />
        <span>
          {run.published_at
            ? overviewTexts.publishedAt(formatTime(run.published_at))
            : overviewTexts.openedAt(formatTime(run.opened_at))}
        </span>
        <span>{overviewTexts.rows(run.rows_delivered)}</span>
        <span>{overviewTexts.checks(run.checks, run.failed_checks)}</span>
      </div>
      {run.reason && <p className="trouble">{run.reason}</p>}
      <p>
        <Link href={`/runs/${run.run_id}`}>{overviewTexts.runLink}</Link>
      </p>
    </Card>
  );
}

export function AlarmCard({ alarms }: Pick<Overview, 'alarms'>) {
  if (!alarms) return <EmptyState title={overviewTexts.alarmsUnknown}>{overviewTexts.alarmsUnknownWhy}</EmptyState>;
  const activeAlarms = alarms.filter(({ state }) => state === 'alarm');
  const withoutData = alarms.filter(({ state }) => state === 'insufficient_data').length;
  return (
    <Card title={overviewTexts.alarms} note={<Link href="/alarms">{overviewTexts.allAlarms(alarms.length)}</Link>}>
      {activeAlarms.length === 0 ? (
        <p>
          <StateBadge code="ok" /> {overviewTexts.noActiveAlarms}
        </p>
      ) : (
        <ul className="stack">
          {activeAlarms.map(({ name, severity, since, description }) => (
            <li key={name}>
              <div className="row">
                <strong>{formatCode(name)}</strong> <StateBadge code={severity} />{' '}
                <span className="dim">{overviewTexts.since(formatTime(since))}</span>
              </div>
              <p>{description}</p>
            </li>
          ))}
        </ul>
      )}
      {withoutData > 0 && <p className="dim">{overviewTexts.alarmsWithoutData(withoutData)}</p>}
    </Card>
  );
}
