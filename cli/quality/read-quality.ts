/** Reads the quality results of a run, and summaries of the last runs. */
import type { Client } from 'pg';
import type { CheckResult } from '../../lambdas/quality/check-quality.ts';
import { CommandError } from '../terminal/command-error.ts';

/** The database has no run yet. */
export class NoRunYet extends CommandError {
  constructor() {
    super('no delivery has been run yet: npm start or npm run etl runs one');
  }
}

/** No run, or more than one, has the given id. */
export class UnknownRun extends CommandError {}

export interface QualityRun {
  run_id: string;
  /** YYYY-MM-DD */
  as_of: string;
  state: string;
  opened_at: string;
  rows_delivered: number;
  rows_rejected: number;
  checks: number;
  failed_stops: string[];
  warnings: string[];
}

export interface RunQuality extends QualityRun {
  /** Result of the run, as close-run stored it. */
  outcome: Record<string, unknown> | null;
  results: CheckResult[];
  /** Rejected rows by table and reason, the most frequent first. */
  rejected: { table_name: string; reason: string; rows: number }[];
}

const SUMMARY = `
  select run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, state,
    to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as opened_at, outcome,
    (select coalesce(sum(rows_delivered), 0)::int from staging.loads where run_id = runs.run_id) as rows_delivered,
    (select count(distinct (table_name, file, line))::int from staging.rejected_rows where run_id = runs.run_id)
      as rows_rejected,
    (select count(*)::int from analytics.quality_results where run_id = runs.run_id) as checks,
    (select coalesce(jsonb_agg(check_name order by check_name), '[]') from analytics.quality_results
      where run_id = runs.run_id and not pass and severity = 'stop') as failed_stops,
    (select coalesce(jsonb_agg(check_name order by check_name), '[]') from analytics.quality_results
      where run_id = runs.run_id and not pass and severity = 'warn') as warnings
  from analytics.runs`;

/**
 * Reads the quality of one run: the newest run, or the run whose id begins with `id`.
 * @throws {NoRunYet} when there is no run yet
 * @throws {UnknownRun} when no run, or more than one, has that id
 */
export async function readRunQuality(database: Client, id?: string): Promise<RunQuality> {
  const newest = await readRunHistory(database, 5);
  const newestRun = newest[0];
  if (!newestRun) throw new NoRunYet();
  const run = id === undefined ? newestRun : await findRun(database, id, newest);
  const { rows: results } = await database.query<CheckResult>(
    `select check_name, severity, failed_rows::float as failed_rows, total_rows::float as total_rows, pass, sample_keys,
       description
     from analytics.quality_results where run_id = $1
     order by pass, severity, check_name`,
    [run.run_id],
  );
  const { rows: rejected } = await database.query<RunQuality['rejected'][number]>(
    `select table_name, reason, count(*)::int as rows from staging.rejected_rows where run_id = $1
     group by table_name, reason order by rows desc, table_name, reason limit 10`,
    [run.run_id],
  );
  return { ...run, results, rejected };
}

type RunWithOutcome = QualityRun & Pick<RunQuality, 'outcome'>;

/** Reads the last runs, newest first; none before the first migration. */
export async function readRunHistory(database: Client, limit: number): Promise<RunWithOutcome[]> {
  const { rows: tables } = await database.query("select to_regclass('analytics.quality_results') as name");
  if (tables[0]?.name == null) return [];
  const { rows } = await database.query<RunWithOutcome>(`${SUMMARY} order by opened_at desc, run_id desc limit $1`, [
    limit,
  ]);
  return rows;
}

async function findRun(database: Client, id: string, newest: QualityRun[]): Promise<RunWithOutcome> {
  const { rows } = await database.query<RunWithOutcome>(`${SUMMARY} where run_id::text like $1 || '%' limit 2`, [
    id.toLowerCase().replace(/[^0-9a-f-]/g, '?'),
  ]);
  const [run, secondRun] = rows;
  if (run && !secondRun) return run;
  const problem = secondRun ? `more than one run begins with ${id}` : `there is no run ${id}`;
  throw new UnknownRun(
    `${problem}; the last ones are ${newest.map(({ run_id, as_of }) => `${run_id} (${as_of})`).join(', ')}`,
  );
}
