/** What is known of a run's quality and of the runs before it, read from the database. */
import type { Client } from 'pg';
import { CommandError } from '../terminal/command-error.ts';

/** There is a database, and no run in it. */
export class NoRunYet extends CommandError {}
/** No run, or more than one, has the id given. */
export class UnknownRun extends CommandError {}

export interface CheckResult {
  check_name: string;
  severity: 'stop' | 'warn';
  failed_rows: number;
  total_rows: number;
  pass: boolean;
  sample_keys: string[];
  description: string;
}

export interface RunSummary {
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

export interface RunQuality extends RunSummary {
  /** Why it ended, as close-run wrote it down. */
  outcome: Record<string, unknown> | null;
  results: CheckResult[];
  /** Refused rows by table and reason, the most frequent first. */
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
 * The quality of one run: the newest one, or that whose id begins with `id`.
 * @throws {NoRunYet} before the first run
 * @throws {UnknownRun} when no run, or more than one, has that id
 */
export async function readRunQuality(database: Client, id?: string): Promise<RunQuality> {
  const newest = await readRunHistory(database, 5);
  const last = newest[0];
  if (!last) throw new NoRunYet('no delivery has been run yet: npm start or npm run etl runs one');
  const run = id === undefined ? last : await findRun(database, id, newest);
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

type FoundRun = RunSummary & Pick<RunQuality, 'outcome'>;

/** The last runs, the newest first. */
export async function readRunHistory(database: Client, runs: number): Promise<FoundRun[]> {
  const { rows: tables } = await database.query("select to_regclass('analytics.quality_results') as name");
  if (tables[0]?.name == null) return [];
  const { rows } = await database.query<FoundRun>(`${SUMMARY} order by opened_at desc, run_id desc limit $1`, [runs]);
  return rows;
}

async function findRun(database: Client, id: string, newest: RunSummary[]): Promise<FoundRun> {
  const { rows } = await database.query<FoundRun>(`${SUMMARY} where run_id::text like $1 || '%' limit 2`, [
    id.toLowerCase().replace(/[^0-9a-f-]/g, '?'),
  ]);
  const [run, another] = rows;
  if (run && !another) return run;
  const what = another ? `more than one run begins with ${id}` : `there is no run ${id}`;
  throw new UnknownRun(
    `${what}; the last ones are ${newest.map(({ run_id, as_of }) => `${run_id} (${as_of})`).join(', ')}`,
  );
}
