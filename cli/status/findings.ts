/** Lists what needs action or waits for a person in a status, each with what answers it; open it to add a finding. */
import { removeLinkBreaks } from '../../lambdas/shared/break-links.ts';
import { formatAge, formatCount, formatDecimal, formatPlural, formatTime } from '../terminal/format.ts';
import type { EnvironmentStatus } from './read-status.ts';

/** Features are published every night at 02:00 UTC and are late after 06:00. */
const STALE_HOURS = 28;
/** The local cloud has no schedule, so the age of its features is no finding. */
const UNSCHEDULED_ENVIRONMENT = 'local';
/** A workflow that runs longer than this probably hangs. */
const LONGEST_EXECUTION_HOURS = 6;
const DRIFTING_NAMED = 3;

/** The gate that only a person can pass: an input alone nearly gives the outcome away. Older reasons have its code. */
const SINGLE_INPUT = /^single[_ ]input: /;

/** The gate of what else the training found and only a person can judge. */
const SUSPICIONS = /^findings: /;

/** One sentence each, most urgent first, with the command that answers it; empty when nothing needs action. */
export function listFindings(status: EnvironmentStatus, now: Date): string[] {
  const call = createCallFormat(status.environment);
  return [
    ...listAlarmFindings(status, call),
    ...listRunFindings(status, call),
    ...listImportFindings(status),
    ...listModelFindings(status, call),
    ...listDriftFindings(status, call),
    ...listLongExecutions(status, call, now),
    ...listReviewFindings(status, call),
  ];
}

type CallFormat = (command: string, args?: string) => string;

/** Formats calls of commands as a person types them for the environment. */
function createCallFormat(environment: string): CallFormat {
  const option = environment === UNSCHEDULED_ENVIRONMENT ? '' : `--env ${environment}`;
  return (command, args = '') => {
    const given = [option, args].filter(Boolean).join(' ');
    return given ? `npm run ${command} -- ${given}` : `npm run ${command}`;
  };
}

function listAlarmFindings({ alarms, archive_failure, at_work }: EnvironmentStatus, call: CallFormat): string[] {
  const active = (alarms ?? []).filter(({ isRinging, severity }) => isRinging && severity !== 'info');
  return [
    ...active.map(
      ({ name, words, runbook }) =>
        `the alarm ${name} is active: ${words} ${runbook ? `What to do: ${runbook}` : `${call('logs', '--since 2h --errors')} shows more`}`,
    ),
    ...(archive_failure
      ? [
          `PostgreSQL could not archive ${archive_failure.segment} on ${formatTime(archive_failure.failed_at)}, so no later time can be restored: .local/logs/postgres.log says why`,
        ]
      : []),
    ...(alarms === null ? ['CloudWatch does not respond, so alarms are unknown: run the command again'] : []),
    ...(at_work === null ? ['Step Functions does not respond, so executions are unknown: run the command again'] : []),
  ];
}

function listRunFindings(status: EnvironmentStatus, call: CallFormat): string[] {
  const { held_days, stopped_days, unscored_day, fresh, environment } = status;
  const findings = held_days.map(
    ({ run_id, as_of, missing }) =>
      `the day ${as_of} is held, because its full delivery lacks more rows than allowed (${missing.join('; ')}): have it corrected, or accept it with ${call('etl', `--accept-missing ${run_id} --why TEXT`)}`,
  );
  for (const { run_id, as_of, state, reason } of stopped_days) {
    const why = reason ? `: ${removeLinkBreaks(reason)}` : '';
    const remedy =
      state === 'refused' || state === 'gate_failed'
        ? 'have it delivered again, corrected'
        : `${call('logs', `--run ${run_id}`)} shows the cause`;
    findings.push(`the delivery of ${as_of} ${STOPPED[state] ?? `ended as ${state}`}${why}; ${remedy}`);
  }
  if (unscored_day) {
    const { as_of, applications, run_id } = unscored_day;
    findings.push(
      `the day ${as_of} is published and ${formatPlural(applications, 'open application has', 'open applications have')} no score: ${call('logs', `--run ${run_id}`)} shows the cause (docs/runbook.md, ScoringFailed)`,
    );
  }
  const age = fresh.age_hours;
  if (environment !== UNSCHEDULED_ENVIRONMENT && age !== null && age > STALE_HOURS) {
    findings.push(`the newest features were published ${formatAge(age)} ago: ${call('logs')} shows the newest run`);
  }
  return findings;
}

const STOPPED: Record<string, string> = {
  refused: 'was refused',
  gate_failed: 'did not pass the quality gate',
  failed: 'failed',
  abandoned: 'was not processed to its end',
};

const WAITING_IMPORTS = {
  proposed: 'with questions or corrections',
  checked: 'checked and ready to be delivered',
} as const;

/** A person answers an import in the dashboard: nobody else sees it. */
function listImportFindings({ waiting_imports }: EnvironmentStatus): string[] {
  return waiting_imports.map(
    ({ state, imports, waiting_since }) =>
      `${formatPlural(imports, 'import waits', 'imports wait')} for the person who made ${imports === 1 ? 'it' : 'them'}, ${WAITING_IMPORTS[state]}, since ${formatTime(waiting_since)}: the page Bring your data of the dashboard`,
  );
}

/** While one of them runs, the first champion may come of it. */
const FIRST_MODEL_WORKFLOWS = new Set(['daily-etl', 'training', 'run-job']);

function listModelFindings({ models, runs, at_work }: EnvironmentStatus, call: CallFormat): string[] {
  const findings: string[] = [];
  const champion = models.find(({ stage }) => stage === 'champion');
  const challenger = models.find(({ stage }) => stage === 'challenger');
  const mayGetChampion = (at_work ?? []).some(({ workflow }) => FIRST_MODEL_WORKFLOWS.has(workflow));
  if (!champion && runs.length > 0 && !mayGetChampion) {
    findings.push(
      `there is no champion, so nothing is scored: ${call('train')} trains a model, ${call('model', 'list')} shows those that are there`,
    );
  }
  if (challenger) {
    const { version, stage_reasons } = challenger;
    const leaks = stage_reasons.filter((reason) => SINGLE_INPUT.test(reason));
    const suspicions = stage_reasons.filter((reason) => SUSPICIONS.test(reason));
    const { why, remedy } = explainWaiting(leaks, suspicions);
    findings.push(
      `the challenger ${version} waits for a person, ${why}: ${call('model', `show ${version}`)}, then ${remedy}${call('model', `promote ${version} --why TEXT`)}, which another person approves`,
    );
  }
  if (champion?.level === 'alert') {
    findings.push(
      `the champion's observed AUC of ${champion.measured_on} is beyond its bound: ${formatDecimal(champion.realised_auc)}; ${call('train')} trains another model`,
    );
  }
  return findings;
}

function explainWaiting(leaks: string[], suspicions: string[]): { why: string; remedy: string } {
  if (leaks.length > 0) {
    return {
      why: `because an input nearly gives the outcome away (${leaks.join('; ')})`,
      remedy: 'declare the input with use "ignore" and train again, or ',
    };
  }
  if (suspicions.length > 0) {
    return {
      why: `because of what its training found (${suspicions.join('; ')})`,
      remedy: 'mend the data and train again, or ',
    };
  }
  return { why: 'who decides whether it becomes champion', remedy: '' };
}

function listDriftFindings({ drift }: EnvironmentStatus, call: CallFormat): string[] {
  const drifting = drift.filter(({ level }) => level === 'alert');
  if (drifting.length === 0) return [];
  const labels = drifting.slice(0, DRIFTING_NAMED).map(({ label, psi }) => `${label} (PSI ${formatDecimal(psi, 2)})`);
  const others = drifting.length - labels.length;
  const more = others > 0 ? ` and ${formatCount(others)} more` : '';
  return [`drift beyond its bound: ${labels.join(', ')}${more}; ${call('train')} trains another model`];
}

function listLongExecutions({ at_work }: EnvironmentStatus, call: CallFormat, now: Date): string[] {
  return (at_work ?? []).flatMap(({ workflow, name, started_at }) => {
    const hours = (now.getTime() - Date.parse(started_at)) / 3_600_000;
    if (hours <= LONGEST_EXECUTION_HOURS) return [];
    return [
      `${workflow} ${name} has run for ${formatAge(hours)}: ${call('logs', `--execution ${name}`)} shows its steps`,
    ];
  });
}

function listReviewFindings({ unsigned_review }: EnvironmentStatus, call: CallFormat): string[] {
  if (unsigned_review === null) return [];
  return [
    `the quarterly review ${unsigned_review} waits for a signature: ${call('review')}, then ${call('review', '--sign --as NAME --note TEXT')}`,
  ];
}
