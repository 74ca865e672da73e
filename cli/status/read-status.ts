/** Reads the status of an environment from the database, CloudWatch and Step Functions. */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { type RecentAlarm, readRecentAlarms } from '../../lambdas/reporting/portfolio/figures/read-recent-alarms.ts';
import type { Sql } from '../../lambdas/shared/aws/database.ts';
import { listExecutions, listWorkflowArns, parseWorkflowName } from '../aws/executions.ts';

export interface RecentRun {
  run_id: string;
  as_of: string;
  state: string;
  /** UTC, to the minute. */
  opened_at: string;
  duration_seconds: number | null;
  rows_delivered: number;
  rows_rejected: number;
  checks: number;
  failed_checks: number;
}

export interface ActiveModel {
  version: string;
  kind: string;
  stage: 'champion' | 'challenger';
  since: string;
  holdout_auc: number | null;
  /** Date of the newest realised figures; null while no outcome is known. */
  measured_on: string | null;
  realised_auc: number | null;
  level: string | null;
}

export interface DriftedFeature {
  as_of: string;
  label: string;
  psi: number | null;
  level: string;
}

export interface PortfolioStatus {
  /** UTC, to the minute; null before the first. */
  published_at: string | null;
  age_hours: number | null;
  refreshed_at: string | null;
  applications: number;
  expected_loss: number;
}

export interface RunningExecution {
  workflow: string;
  name: string;
  started_at: string;
}

export interface EnvironmentStatus {
  environment: string;
  runs: RecentRun[];
  models: ActiveModel[];
  drift: DriftedFeature[];
  fresh: PortfolioStatus;
  /** Null when CloudWatch does not respond. */
  alarms: RecentAlarm[] | null;
  /** Null when Step Functions does not respond. */
  at_work: RunningExecution[] | null;
}

const RUNS_SHOWN = 3;
/** Alarms that were active within these days, and are no longer, are shown too. */
const ALARM_DAYS = 7;

const formatMinute = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD HH24:MI')`;

const RUNS = `
  select cast(run_id as text) as run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, state, ${formatMinute('opened_at')} as opened_at,
    duration_seconds, rows_delivered, rows_rejected, checks, failed_checks
  from reporting.runs order by reporting.runs.opened_at desc limit ${RUNS_SHOWN}`;

const MODELS = `
  select m.version, m.kind, m.stage, ${formatMinute('m.stage_changed_at')} as since, m.holdout_auc,
    to_char(p.as_of, 'YYYY-MM-DD') as measured_on, p.auc as realised_auc, p.level
  from reporting.models m
  left join lateral (
    select as_of, auc, level from reporting.model_performance
    where model_version = m.version order by kind desc, as_of desc limit 1
  ) p on true
  where m.stage in ('champion', 'challenger') order by m.stage`;

const DRIFT = `
  select to_char(d.as_of, 'YYYY-MM-DD') as as_of, d.label, d.psi, d.level
  from reporting.drift d
  join reporting.champion c on c.version = d.model_version
  where d.as_of = (select max(n.as_of) from reporting.drift n where n.model_version = d.model_version)
  order by d.psi desc nulls last`;

const FRESH = `
  select ${formatMinute('p.published_at')} as published_at, extract(epoch from now() - p.published_at) / 3600 as age_hours,
    (select ${formatMinute('refreshed_at')} from reporting.freshness) as refreshed_at, s.applications, s.expected_loss
  from (select max(published_at) as published_at from reporting.runs) p
  cross join (
    select coalesce(sum(applications), 0) as applications, coalesce(sum(expected_loss), 0) as expected_loss
    from reporting.score_distribution
  ) s`;

/** Reads all sources at the same time. Rejects when the database does not respond: without it there is no status. */
export async function readStatus(
  database: Sql,
  { cloudwatch, workflows }: { cloudwatch: CloudWatchClient; workflows: SFNClient },
  environment: string,
): Promise<EnvironmentStatus> {
  const since = new Date(Date.now() - ALARM_DAYS * 86_400_000);
  const [runs, models, drift, [fresh], alarms, at_work] = await Promise.all([
    database.query<RecentRun>(RUNS),
    database.query<ActiveModel>(MODELS),
    database.query<DriftedFeature>(DRIFT),
    database.query<PortfolioStatus>(FRESH),
    readRecentAlarms(cloudwatch, `risk-${environment}-`, since).catch(() => null),
    readRunningExecutions(workflows, environment).catch(() => null),
  ]);
  const noFeatures = { published_at: null, age_hours: null, refreshed_at: null, applications: 0, expected_loss: 0 };
  return { environment, runs, models, drift, fresh: fresh ?? noFeatures, alarms, at_work };
}

/** Reads the executions that run, newest first. */
async function readRunningExecutions(client: SFNClient, environment: string): Promise<RunningExecution[]> {
  const workflows = await listWorkflowArns(client, environment);
  const running = await listExecutions(client, workflows.values(), { running: true, newest: 20 });
  return running.map(({ executionArn = '', name = '', startDate }) => ({
    workflow: parseWorkflowName(executionArn),
    name,
    started_at: startDate?.toISOString() ?? '',
  }));
}
