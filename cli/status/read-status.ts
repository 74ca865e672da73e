/** Reads the status of an environment from the database, CloudWatch and Step Functions. */
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { RecoveryRecord } from '../../lambdas/recovery/contract/recovery.ts';
import { readNewestDrill } from '../../lambdas/recovery/records/read-record.ts';
import { type RecentAlarm, readRecentAlarms } from '../../lambdas/reporting/portfolio/figures/read-recent-alarms.ts';
import type { Sql } from '../../lambdas/shared/aws/database.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { listExecutions, listWorkflowArns, parseWorkflowName } from '../aws/executions.ts';
import { type HeldDay, listHeldDays } from '../journey/accept-missing.ts';
import { findNewestReview } from '../reporting/review.ts';

export interface RecentRun {
  run_id: string;
  as_of: string;
  state: string;
  /** UTC, ISO 8601, as all times here. */
  opened_at: string;
  duration_seconds: number | null;
  rows_delivered: number;
  rows_rejected: number;
  checks: number;
  failed_checks: number;
  /** Why it was not published; null for others. */
  reason: string | null;
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
  /** Why it has its lifecycle stage, one text each. */
  stage_reasons: string[];
}

export interface DriftedFeature {
  as_of: string;
  label: string;
  psi: number | null;
  level: string;
}

export interface PortfolioStatus {
  /** Null before the first. */
  published_at: string | null;
  age_hours: number | null;
  refreshed_at: string | null;
  applications: number;
  /** Of the approved applications. */
  expected_loss: number;
  /** ISO 4217; null where no delivery names one. */
  currency: string | null;
}

export interface RunningExecution {
  workflow: string;
  name: string;
  started_at: string;
}

/** The newest published day, when its open applications were not scored. */
export interface UnscoredDay {
  run_id: string;
  as_of: string;
  applications: number;
}

export interface ArchiveFailure {
  segment: string;
  failed_at: string;
}

/** A day whose newest run was not published, and that is not held. */
export interface StoppedDay {
  run_id: string;
  as_of: string;
  state: string;
  reason: string | null;
}

/** Imports in the browser that wait for the person who made them. */
export interface WaitingImports {
  state: 'proposed' | 'checked';
  imports: number;
  waiting_since: string;
}

export interface EnvironmentStatus {
  environment: string;
  runs: RecentRun[];
  /** Days that wait for a person because they would end too many rows, the oldest first. */
  held_days: HeldDay[];
  /** The oldest first. */
  stopped_days: StoppedDay[];
  waiting_imports: WaitingImports[];
  /** The newest quarterly review, when nobody has signed it. */
  unsigned_review: string | null;
  unscored_day: UnscoredDay | null;
  models: ActiveModel[];
  drift: DriftedFeature[];
  fresh: PortfolioStatus;
  /** What keeps the local database from being restored to a time; null where nothing does. */
  archive_failure: ArchiveFailure | null;
  /** The newest drill that passed; null before the first, or when its record cannot be read. */
  drill: RecoveryRecord | null;
  /** Null when CloudWatch does not respond. */
  alarms: RecentAlarm[] | null;
  /** Null when Step Functions does not respond. */
  at_work: RunningExecution[] | null;
}

const RUNS_SHOWN = 3;
/** Alarms that were active within these days, and are no longer, are shown too. */
const ALARM_DAYS = 7;

/** Reads all sources at the same time. Rejects when the database does not respond: without it there is no status. */
export async function readStatus(
  database: Sql,
  { cloudwatch, workflows }: { cloudwatch: CloudWatchClient; workflows: SFNClient },
  { environment, reportBucket }: { environment: string; reportBucket: string },
): Promise<EnvironmentStatus> {
  const since = new Date(Date.now() - ALARM_DAYS * 86_400_000);
  const [
    runs,
    held_days,
    stopped_days,
    waiting_imports,
    [unscoredDay],
    models,
    drift,
    [fresh],
    [archiveFailure],
    ...others
  ] = await Promise.all([
    database.query<RecentRun>(readSqlFile('cli/status/list_newest_runs.sql'), { limit: RUNS_SHOWN }),
    listHeldDays(database),
    database.query<StoppedDay>(readSqlFile('cli/status/list_stopped_days.sql')),
    database.query<WaitingImports>(readSqlFile('cli/status/list_waiting_imports.sql')),
    database.query<UnscoredDay>(readSqlFile('cli/status/find_unscored_day.sql')),
    database.query<ActiveModel>(readSqlFile('cli/status/list_active_models.sql')),
    database.query<DriftedFeature>(readSqlFile('cli/status/list_drift.sql')),
    database.query<PortfolioStatus>(readSqlFile('cli/status/summarise_portfolio.sql')),
    database.query<ArchiveFailure>(readSqlFile('cli/status/find_archive_failure.sql')),
    readNewestDrill(getObjectStore(), reportBucket).catch(() => undefined),
    readRecentAlarms(cloudwatch, `risk-${environment}-`, since).catch(() => null),
    readRunningExecutions(workflows, environment).catch(() => null),
    findUnsignedReview(reportBucket),
  ]);
  const [drill, alarms, at_work, unsigned_review] = others;
  const noFeatures = {
    published_at: null,
    age_hours: null,
    refreshed_at: null,
    applications: 0,
    expected_loss: 0,
    currency: null,
  };
  const archive_failure = archiveFailure ?? null;
  return {
    ...{ held_days, stopped_days, waiting_imports, unsigned_review, unscored_day: unscoredDay ?? null },
    ...{ environment, runs, models, drift, fresh: fresh ?? noFeatures, archive_failure },
    ...{ drill: drill ?? null, alarms, at_work },
  };
}

/** The quarter of the newest review without a signature. A store that does not respond is no reason for no status. */
async function findUnsignedReview(bucket: string): Promise<string | null> {
  const review = await findNewestReview(bucket).catch(() => undefined);
  return review && !review.isSigned ? review.quarter : null;
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
