/** Prints a status on one screen: at most 24 lines where nothing needs action. */
import pc from 'picocolors';
import { formatCount, formatFigure, formatPercent } from '../terminal/tables.ts';
import type { EnvironmentStatus } from './read-status.ts';

const NAME_WIDTH = 12;
const DRIFTING_SHOWN = 3;
const ALARMS_SHOWN = 5;
const AT_WORK_SHOWN = 5;

/** @param findings sentences that listFindings returned */
export function printStatus(status: EnvironmentStatus, findings: readonly string[]): void {
  const verdict = findings.length === 0 ? pc.green('all is well') : pc.red(`${findings.length} to look at`);
  console.log(`\n${pc.bold(`Risk system, ${status.environment}`)}: ${verdict}`);
  for (const finding of findings) console.log(`  ${pc.red('!')} ${finding}`);
  console.log('');
  printFact('Runs', runLines(status));
  printFact('Models', formatModels(status));
  printFact('Drift', formatDrift(status));
  printFact('Alarms', formatAlarms(status));
  printFact('Portfolio', formatPortfolio(status));
  printFact('Drill', formatDrill(status));
  printFact('At work', formatRunningExecutions(status));
}

/** Prints a name, and its lines below one another. */
function printFact(name: string, lines: string[]): void {
  lines.forEach((line, i) => {
    console.log(`  ${pc.dim((i === 0 ? name : '').padEnd(NAME_WIDTH))}${line}`);
  });
}

const STATE_COLOURS: Record<string, (text: string) => string> = { published: pc.green, running: pc.cyan };

function runLines({ runs }: EnvironmentStatus): string[] {
  if (runs.length === 0) return ['none yet: npm start, or npm run etl'];
  return runs.map(
    ({ run_id, as_of, state, opened_at, duration_seconds, rows_delivered, rows_rejected, checks, failed_checks }) => {
      const duration = duration_seconds === null ? '' : `, ${duration_seconds.toFixed(0)} s`;
      const accepted = rows_delivered > 0 ? ` (${formatPercent(1 - rows_rejected / rows_delivered)} accepted)` : '';
      const verdict = (STATE_COLOURS[state] ?? pc.red)(state);
      const quality = `${checks - failed_checks} of ${checks} checks passed`;
      return `${as_of} ${verdict}, ${opened_at}${duration}; ${formatCount(rows_delivered)} rows${accepted}, ${quality} ${pc.dim(run_id)}`;
    },
  );
}

function formatModels({ models }: EnvironmentStatus): string[] {
  if (models.length === 0) return ['no champion yet: npm run train'];
  return models.map(({ stage, version, kind, since, holdout_auc, measured_on, realised_auc, level }) => {
    const realised = measured_on
      ? `realised ${formatFigure(realised_auc)} on ${measured_on} ${formatLevel(level)}`
      : 'no outcomes yet';
    return `${stage} ${version}, ${kind.replaceAll('_', ' ')}, since ${since}; AUC holdout ${formatFigure(holdout_auc)}, ${realised}`;
  });
}

function formatDrift({ drift }: EnvironmentStatus): string[] {
  const [first] = drift;
  if (!first) return ['not measured yet'];
  if (drift.every(({ level }) => level === 'insufficient')) return [`${first.as_of}: too few were scored to compare`];
  const countLevel = (level: string) => drift.filter((row) => row.level === level).length;
  const largest = drift
    .slice(0, DRIFTING_SHOWN)
    .map(({ label, psi, level }) => `${label} ${formatFigure(psi, 2)} ${formatLevel(level)}`);
  return [
    `${first.as_of}: ${drift.length} distributions, ${countLevel('alert')} in alert, ${countLevel('warn')} in warning; most: ${largest.join(', ')}`,
  ];
}

const LEVEL_COLOURS: Record<string, (text: string) => string> = { alert: pc.red, warn: pc.yellow, ok: pc.green };
const formatLevel = (level: string | null): string => (LEVEL_COLOURS[level ?? ''] ?? pc.dim)(level ?? '');

function formatAlarms({ alarms }: EnvironmentStatus): string[] {
  if (alarms === null) return [pc.red('not known')];
  const active = alarms.filter(({ isRinging }) => isRinging);
  const inactive = alarms.filter(({ isRinging }) => !isRinging).map(({ name }) => name);
  const recentText =
    inactive.length > 0 ? `; went off in the last 7 days: ${inactive.slice(0, ALARMS_SHOWN).join(', ')}` : '';
  if (active.length === 0) return [`${pc.green('none rings')}${recentText}`];
  const lines = active.slice(0, ALARMS_SHOWN).map(({ name, severity }) => `${pc.red(`${name} rings`)} (${severity})`);
  if (active.length > ALARMS_SHOWN) lines.push(`and ${active.length - ALARMS_SHOWN} more`);
  return recentText ? [...lines, recentText.slice(2)] : lines;
}

function formatPortfolio({ fresh }: EnvironmentStatus): string[] {
  const { published_at, age_hours, refreshed_at, applications, expected_loss } = fresh;
  const published = published_at
    ? `features published ${published_at} (${formatAge(age_hours)} ago)`
    : 'no features published yet';
  const figures = refreshed_at ? `, figures of ${refreshed_at}` : '';
  return [
    `${formatCount(applications)} applications, expected loss ${formatCount(Math.round(expected_loss))}; ${published}${figures}`,
  ];
}

const formatAge = (hours: number | null): string =>
  hours === null
    ? '?'
    : hours < 2
      ? `${(60 * hours).toFixed(0)} min`
      : hours < 72
        ? `${hours.toFixed(0)} h`
        : `${(hours / 24).toFixed(0)} days`;

function formatDrill({ drill }: EnvironmentStatus): string[] {
  if (!drill) return ['none passed yet: npm run recover -- --drill'];
  return [`passed ${drill.ended_at.slice(0, 16).replace('T', ' ')}, restored in ${formatCount(drill.seconds)} s`];
}

function formatRunningExecutions({ at_work }: EnvironmentStatus): string[] {
  if (at_work === null) return [pc.red('not known')];
  if (at_work.length === 0) return ['nothing'];
  const lines = at_work
    .slice(0, AT_WORK_SHOWN)
    .map(
      ({ workflow, name, started_at }) =>
        `${workflow} since ${started_at.slice(0, 16).replace('T', ' ')} ${pc.dim(name)}`,
    );
  if (at_work.length > AT_WORK_SHOWN) lines.push(`and ${at_work.length - AT_WORK_SHOWN} more`);
  return lines;
}
