/** Prints a status on one screen: at most 24 lines where nothing needs action. */
import pc from 'picocolors';
import {
  formatAge,
  formatAlgorithm,
  formatDecimal,
  formatDuration,
  formatMoney,
  formatPercent,
  formatPlural,
  formatTime,
} from '../terminal/format.ts';
import type { EnvironmentStatus } from './read-status.ts';

const NAME_WIDTH = 12;
const DRIFTING_SHOWN = 3;
const ALARMS_SHOWN = 5;
const AT_WORK_SHOWN = 5;

/** @param findings sentences that listFindings returned */
export function printStatus(status: EnvironmentStatus, findings: readonly string[]): void {
  const verdict =
    findings.length === 0
      ? pc.green('nothing needs action')
      : pc.red(`${formatPlural(findings.length, 'thing needs', 'things need')} action or an answer`);
  console.log(`\n${pc.bold(`Risk system, ${status.environment}`)}: ${verdict}`);
  for (const finding of findings) console.log(`  ${pc.red('!')} ${finding}`);
  console.log('');
  printFact('Runs', runLines(status));
  printFact('Models', formatModels(status));
  printFact('Drift', formatDrift(status));
  printFact('Alarms', formatAlarms(status));
  printFact('Portfolio', formatPortfolio(status));
  printFact('Drill', formatDrill(status));
  printFact('Running', formatRunningExecutions(status));
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
      const duration = duration_seconds === null ? '' : `, ${formatDuration(duration_seconds)}`;
      const accepted = rows_delivered > 0 ? ` (${formatPercent(1 - rows_rejected / rows_delivered)} accepted)` : '';
      const verdict = (STATE_COLOURS[state] ?? pc.red)(state.replaceAll('_', ' '));
      const quality = `${checks - failed_checks} of ${formatPlural(checks, 'check')} passed`;
      return `${as_of} ${verdict}, ${formatTime(opened_at)}${duration}; ${formatPlural(rows_delivered, 'row')}${accepted}, ${quality} ${pc.dim(run_id)}`;
    },
  );
}

function formatModels({ models }: EnvironmentStatus): string[] {
  if (models.length === 0) return ['no champion yet: npm run train'];
  return models.map(({ stage, version, kind, since, holdout_auc, measured_on, realised_auc, level }) => {
    const realised = measured_on
      ? `observed ${formatDecimal(realised_auc)} on ${measured_on} ${formatLevel(level)}`
      : 'no outcomes yet';
    return `${stage} ${version}, ${formatAlgorithm(kind)}, since ${formatTime(since)}; AUC holdout ${formatDecimal(holdout_auc)}, ${realised}`;
  });
}

function formatDrift({ drift }: EnvironmentStatus): string[] {
  const [first] = drift;
  if (!first) return ['not measured yet'];
  if (drift.every(({ level }) => level === 'insufficient')) return [`${first.as_of}: too few were scored to compare`];
  const countLevel = (level: string) => drift.filter((row) => row.level === level).length;
  const largest = drift
    .slice(0, DRIFTING_SHOWN)
    .map(({ label, psi, level }) => `${label} ${formatDecimal(psi, 2)} ${formatLevel(level)}`);
  return [
    `${first.as_of}: ${formatPlural(drift.length, 'distribution')}, ${countLevel('alert')} beyond the bound, ${countLevel('warn')} near it; largest PSI: ${largest.join(', ')}`,
  ];
}

const LEVEL_COLOURS: Record<string, (text: string) => string> = { alert: pc.red, warn: pc.yellow, ok: pc.green };
const formatLevel = (level: string | null): string => (LEVEL_COLOURS[level ?? ''] ?? pc.dim)(level ?? '');

function formatAlarms({ alarms }: EnvironmentStatus): string[] {
  if (alarms === null) return [pc.red('not known')];
  const active = alarms.filter(({ isRinging }) => isRinging);
  const inactive = alarms.filter(({ isRinging }) => !isRinging).map(({ name }) => name);
  const recentText =
    inactive.length > 0 ? `; active in the last 7 days: ${inactive.slice(0, ALARMS_SHOWN).join(', ')}` : '';
  if (active.length === 0) return [`${pc.green('none is active')}${recentText}`];
  const lines = active
    .slice(0, ALARMS_SHOWN)
    .map(({ name, severity }) => `${pc.red(`${name} is active`)} (${severity})`);
  if (active.length > ALARMS_SHOWN) lines.push(`and ${active.length - ALARMS_SHOWN} more`);
  return recentText ? [...lines, recentText.slice(2)] : lines;
}

function formatPortfolio({ fresh }: EnvironmentStatus): string[] {
  const { published_at, age_hours, refreshed_at, applications, expected_loss, currency } = fresh;
  const published = published_at
    ? `features published ${formatTime(published_at)} (${formatAge(age_hours)} ago)`
    : 'no features published yet';
  const figures = refreshed_at ? `, figures of ${formatTime(refreshed_at)}` : '';
  return [
    `${formatPlural(applications, 'application')}, expected loss of the approved ${formatMoney(expected_loss, currency)}; ${published}${figures}`,
  ];
}

function formatDrill({ drill }: EnvironmentStatus): string[] {
  if (!drill) return ['none passed yet: npm run recover -- --drill'];
  return [`passed ${formatTime(drill.ended_at)}, restored in ${formatDuration(drill.seconds)}`];
}

function formatRunningExecutions({ at_work }: EnvironmentStatus): string[] {
  if (at_work === null) return [pc.red('not known')];
  if (at_work.length === 0) return ['nothing'];
  const lines = at_work
    .slice(0, AT_WORK_SHOWN)
    .map(({ workflow, name, started_at }) => `${workflow} since ${formatTime(started_at)} ${pc.dim(name)}`);
  if (at_work.length > AT_WORK_SHOWN) lines.push(`and ${at_work.length - AT_WORK_SHOWN} more`);
  return lines;
}
