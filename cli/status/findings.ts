/** What of the status needs a person, most urgent first; nothing when all is well. */
import type { Status } from './read-status.ts';

/** A day's features are published every night at 02:00 UTC, and have to be there by 06:00. */
const STALE_HOURS = 28;
/** A local cloud is started when it is wanted: its features are as old as they are. */
const withoutSchedule = 'local';

/** One sentence each, with the command that tells more. */
export function listFindings(
  { environment, runs, models, drift, fresh, alarms, at_work }: Status,
  now: Date,
): string[] {
  const concerns: string[] = [];
  for (const { name, words } of (alarms ?? []).filter(({ isRinging, severity }) => isRinging && severity !== 'info')) {
    concerns.push(`the alarm ${name} rings: ${words}`);
  }
  if (alarms === null) concerns.push('CloudWatch does not answer: alarms are not known');
  if (at_work === null) concerns.push('Step Functions does not answer: what is at work is not known');
  const [run] = runs;
  if (run && !['published', 'running'].includes(run.state)) {
    concerns.push(
      `the newest run, of ${run.as_of}, ended as ${run.state}: npm run logs -- --run ${run.run_id} (why: npm run quality)`,
    );
  }
  const age = fresh.age_hours;
  if (environment !== withoutSchedule && age !== null && age > STALE_HOURS) {
    concerns.push(`the newest features were published ${age.toFixed(0)} hours ago`);
  }
  const champion = models.find(({ stage }) => stage === 'champion');
  if (!champion && runs.length > 0) concerns.push('there is no champion, so nothing is scored: npm run model -- list');
  if (champion?.level === 'alert') {
    concerns.push(
      `the champion's realised AUC of ${champion.measured_on} is out of bounds: ${champion.realised_auc?.toFixed(3)}`,
    );
  }
  const shifted = drift.filter(({ level }) => level === 'alert');
  if (shifted.length > 0) {
    const named = shifted.slice(0, 3).map(({ label, psi }) => `${label} (PSI ${psi?.toFixed(2) ?? '?'})`);
    const more = shifted.length > 3 ? ` and ${shifted.length - 3} more` : '';
    concerns.push(`drift beyond its bound: ${named.join(', ')}${more}`);
  }
  for (const { workflow, name, started_at } of at_work ?? []) {
    const hours = (now.getTime() - Date.parse(started_at)) / 3_600_000;
    if (hours > 6) concerns.push(`${workflow} ${name} has been at work for ${hours.toFixed(0)} hours`);
  }
  return concerns;
}
