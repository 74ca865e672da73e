/** Lists the findings of a status that need action; open it to add one. */
import { removeLinkBreaks } from '../../lambdas/shared/break-links.ts';
import type { EnvironmentStatus } from './read-status.ts';

/** Features are published every night at 02:00 UTC and are late after 06:00. */
const STALE_HOURS = 28;
/** The local cloud has no schedule, so the age of its features is no finding. */
const UNSCHEDULED_ENVIRONMENT = 'local';
/** A workflow that runs longer than this probably hangs. */
const LONGEST_EXECUTION_HOURS = 6;
const DRIFTING_NAMED = 3;

/** The gate that only a person can pass: an input alone nearly gives the outcome away. */
const SINGLE_INPUT = /^single[_ ]input: /;

/** One sentence each, most urgent first, with the command that shows more; empty when nothing needs action. */
export function listFindings(
  {
    environment,
    runs,
    held_days,
    unscored_day,
    models,
    drift,
    fresh,
    archive_failure,
    alarms,
    at_work,
  }: EnvironmentStatus,
  now: Date,
): string[] {
  const findings: string[] = [];
  for (const { name, words } of (alarms ?? []).filter(({ isRinging, severity }) => isRinging && severity !== 'info')) {
    findings.push(`the alarm ${name} rings: ${words}`);
  }
  if (archive_failure) {
    findings.push(
      `PostgreSQL could not archive ${archive_failure.segment} at ${archive_failure.failed_at}: no later time can be restored (why: .local/logs/postgres.log)`,
    );
  }
  if (alarms === null) findings.push('CloudWatch does not answer: alarms are not known');
  if (at_work === null) findings.push('Step Functions does not answer: what is at work is not known');
  findings.push(...listRunFindings({ runs, held_days, unscored_day }));
  const age = fresh.age_hours;
  if (environment !== UNSCHEDULED_ENVIRONMENT && age !== null && age > STALE_HOURS) {
    findings.push(`the newest features were published ${age.toFixed(0)} hours ago`);
  }
  findings.push(...listModelFindings(models, runs.length > 0));
  const driftingFeatures = drift.filter(({ level }) => level === 'alert');
  if (driftingFeatures.length > 0) {
    const labels = driftingFeatures
      .slice(0, DRIFTING_NAMED)
      .map(({ label, psi }) => `${label} (PSI ${psi?.toFixed(2) ?? '?'})`);
    const remainder =
      driftingFeatures.length > DRIFTING_NAMED ? ` and ${driftingFeatures.length - DRIFTING_NAMED} more` : '';
    findings.push(`drift beyond its bound: ${labels.join(', ')}${remainder}`);
  }
  for (const { workflow, name, started_at } of at_work ?? []) {
    const hours = (now.getTime() - Date.parse(started_at)) / 3_600_000;
    if (hours > LONGEST_EXECUTION_HOURS)
      findings.push(`${workflow} ${name} has been at work for ${hours.toFixed(0)} hours`);
  }
  return findings;
}

function listRunFindings({
  runs,
  held_days,
  unscored_day,
}: Pick<EnvironmentStatus, 'runs' | 'held_days' | 'unscored_day'>): string[] {
  const findings = held_days.map(
    ({ run_id, as_of, missing }) =>
      `the day ${as_of} is held, because it would end ${missing.join('; ')}: have the delivery corrected, or accept it with npm run etl -- --accept-missing ${run_id} --why TEXT`,
  );
  if (unscored_day) {
    findings.push(
      `the day ${unscored_day.as_of} is published and ${unscored_day.applications} open applications are not scored: npm run logs -- --run ${unscored_day.run_id} (docs/runbook.md, ScoringFailed)`,
    );
  }
  const [run] = runs;
  const isHeld = held_days.some(({ run_id }) => run_id === run?.run_id);
  if (run && !isHeld && !['published', 'running'].includes(run.state)) {
    findings.push(
      `the newest run, of ${run.as_of}, ended as ${run.state.replaceAll('_', ' ')}${run.reason ? `, because: ${removeLinkBreaks(run.reason)}` : ''}: npm run logs -- --run ${run.run_id} (more: npm run quality)`,
    );
  }
  return findings;
}

function listModelFindings(models: EnvironmentStatus['models'], hasRuns: boolean): string[] {
  const findings: string[] = [];
  const champion = models.find(({ stage }) => stage === 'champion');
  if (!champion && hasRuns) findings.push('there is no champion, so nothing is scored: npm run model -- list');
  const challenger = models.find(({ stage }) => stage === 'challenger');
  const leaks = challenger?.stage_reasons.filter((reason) => SINGLE_INPUT.test(reason)) ?? [];
  if (challenger && leaks.length > 0) {
    findings.push(
      `the model ${challenger.version} waits for a person, because an input nearly gives the outcome away (${leaks.join('; ')}): declare it with use "ignore" and train again, or npm run model -- promote ${challenger.version} --why TEXT`,
    );
  }
  if (champion?.level === 'alert') {
    findings.push(
      `the champion's realised AUC of ${champion.measured_on} is out of bounds: ${champion.realised_auc?.toFixed(3)}`,
    );
  }
  return findings;
}
