/** GET /v1/runs and /v1/runs/{run_id}: runs of the daily workflow with their files, rejects and quality checks. */
import { type Database, uuid } from '../../shared/aws/database.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { runRoute, runsRoute } from '../contract/routes/runs.ts';
import type { RunDetails, RunList, RunSummary } from '../contract/schemas/runs.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { OperationInput } from '../http/operation.ts';
import { toPage } from '../http/paging.ts';
import { Problem } from '../http/problem.ts';

export async function listRuns(
  database: Database,
  { query: { limit, before, state, from, to } }: OperationInput<typeof runsRoute>,
): Promise<RunList> {
  const values = {
    ...{ rows: limit + 1, before: before ?? null },
    ...{ state: state ?? null, first_month: from ?? null, last_month: to ?? null },
  };
  const rows = await database.query<RunSummary>(readSqlFile('api/runs/list_runs.sql'), values);
  const { items, next_before } = toPage(rows, limit, ({ run_id }) => run_id);
  return { runs: items.map(toRunSummary), next_before };
}

/** @throws {Problem} when there is no run with this id (404) */
export async function readRunDetails(
  database: Database,
  { params }: OperationInput<typeof runRoute>,
): Promise<RunDetails> {
  const values = { run_id: uuid(params.run_id) };
  const [[run], files, rejections, quality, stages] = await Promise.all([
    database.query<RunSummary>(readSqlFile('api/runs/find_run.sql'), values),
    database.query<RunDetails['files'][number]>(readSqlFile('api/runs/list_files.sql'), values),
    database.query<RunDetails['rejections'][number]>(readSqlFile('api/runs/list_rejections.sql'), values),
    database.query<RunDetails['quality'][number]>(readSqlFile('api/runs/list_checks.sql'), values),
    database.query<RunDetails['stages'][number]>(readSqlFile('api/runs/list_stages.sql'), values),
  ]);
  if (!run) throw new Problem(404, 'unknown-run', 'There is no run with this id. GET /v1/runs lists the runs.');
  return {
    ...toRunSummary(run),
    files: files.map((file) => ({ ...file, prepared_at: toIsoTime(file.prepared_at) })),
    rejections,
    quality,
    stages: stages.map(({ started_at, ended_at, ...stage }) => ({
      ...stage,
      ...{ started_at: toIsoTime(started_at), ended_at: toIsoTime(ended_at) },
    })),
  };
}

/** Turns a row of reporting.runs into the API's RunSummary. */
export function toRunSummary({ opened_at, closed_at, published_at, ...run }: RunSummary): RunSummary {
  return {
    ...run,
    opened_at: toIsoTime(opened_at),
    closed_at: closed_at && toIsoTime(closed_at),
    published_at: published_at && toIsoTime(published_at),
  };
}
