/** Runs the quality checks of one run, keeps their results, and says whether the run may be published. */
import { type Database, date, json, type SqlParameters, uuid } from '../shared/aws/database.ts';
import type { Run } from '../shared/run.ts';
import { allChecks, type Check } from './checks.ts';

export interface CheckedQuality {
  outcome: 'passed' | 'failed';
  /** Accepted rows as a share of delivered ones, 0 to 1; 1 when nothing was delivered. */
  pass_rate: number;
  /** Checks done. */
  checks: number;
  /** Names of the checks that keep the run from being published. */
  failed: string[];
}

/** Kept for a check: enough to look at, too few to matter. */
const SAMPLE_KEYS = 10;

type Measured = { failed_rows: number; total_rows: number; sample_keys: string[] };

/**
 * Checking again replaces the results of the run.
 * @param gate smallest share of good rows, 0 to 1
 */
export async function checkQuality(database: Database, run: Run, gate: number): Promise<CheckedQuality> {
  const checks = allChecks();
  const results = await Promise.all(checks.map((check) => resultOf(database, run, check, gate)));
  await database.execute(STORE, { run_id: uuid(run.run_id), results: json(results) });
  const passRate = await passRateOf(database, run);
  const failed = results
    .filter(({ pass, severity }) => !pass && severity === 'stop')
    .map((result) => result.check_name);
  const outcome = failed.length === 0 && passRate >= gate ? 'passed' : 'failed';
  return { outcome, pass_rate: passRate, checks: results.length, failed };
}

async function resultOf(database: Database, run: Run, check: Check, gate: number) {
  const parts: Measured[] = [];
  for (const statement of check.statements) parts.push(await measure(database, run, statement));
  const failed_rows = sum(parts.map((part) => part.failed_rows));
  const total_rows = sum(parts.map((part) => part.total_rows));
  const sample_keys = parts.flatMap((part) => part.sample_keys).slice(0, SAMPLE_KEYS);
  const goal = check.tolerance === 'gate' ? gate * total_rows : total_rows;
  const { name: check_name, severity, description } = check;
  const pass = total_rows - failed_rows >= goal;
  return { check_name, severity, description, failed_rows, total_rows, sample_keys, pass };
}

async function measure(database: Database, run: Run, statement: string): Promise<Measured> {
  const parameters: SqlParameters = { run_id: uuid(run.run_id) };
  if (/:as_of\b/.test(statement)) parameters.as_of = date(run.as_of);
  const [measured] = await database.query<Measured>(statement, parameters);
  return measured as Measured;
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

async function passRateOf(database: Database, run: Run): Promise<number> {
  const [rows] = await database.query<{ delivered: number; refused: number }>(
    `select coalesce(sum(rows_delivered), 0) as delivered,
       (select count(distinct (table_name, file, line)) from staging.rejected_rows where run_id = :run_id) as refused
     from staging.loads where run_id = :run_id`,
    { run_id: uuid(run.run_id) },
  );
  return rows && rows.delivered > 0 ? (rows.delivered - rows.refused) / rows.delivered : 1;
}

const STORE = `
insert into analytics.quality_results
  (run_id, check_name, severity, failed_rows, total_rows, pass, sample_keys, description)
select :run_id, check_name, severity, failed_rows, total_rows, pass, sample_keys, description
from jsonb_to_recordset(cast(:results as jsonb)) as result (check_name text, severity text, failed_rows bigint,
  total_rows bigint, pass boolean, sample_keys jsonb, description text)
on conflict (run_id, check_name) do update set
  severity = excluded.severity, failed_rows = excluded.failed_rows, total_rows = excluded.total_rows,
  pass = excluded.pass, sample_keys = excluded.sample_keys, description = excluded.description, checked_at = now()`;
