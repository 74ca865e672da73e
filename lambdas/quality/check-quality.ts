/** Runs the quality checks of one run, keeps their results, and says whether the run may be published. */
import { type Database, date, json, type SqlParameters, uuid } from '../shared/aws/database.ts';
import type { Run } from '../shared/runs/run.ts';
import { lockRunningRun } from '../shared/runs/run-fence.ts';
import type { Check } from './check.ts';
import { type CheckCount, evaluateColumns, evaluateSums } from './evaluate-check.ts';
import { listChecks } from './list-checks.ts';
import { type QualityConfiguration, qualityConfiguration, toBoundParameters } from './quality-configuration.ts';

export interface QualityResult {
  outcome: 'passed' | 'failed';
  /** Accepted rows as a share of delivered ones, 0 to 1; 1 when nothing was delivered. */
  pass_rate: number;
  /** Checks done. */
  checks: number;
  /** Names of the checks that keep the run from being published. */
  failed: string[];
}

/** As many statements as work at a time share the database's cores: on a large day none has to wait for long. */
const CHECKS_AT_ONCE = 4;

/** Kept for a check: enough to look at, too few to matter. */
const SAMPLE_KEYS = 10;

interface CheckResult {
  check_name: string;
  severity: 'stop' | 'warn';
  description: string;
  failed_rows: number;
  total_rows: number;
  sample_keys: string[];
  pass: boolean;
}

/**
 * Checking again replaces the results of the run; those of other runs are the history.
 * @throws {RunHasEnded} when the run is not running any more
 */
export async function checkQuality(
  database: Database,
  run: Run,
  configuration: QualityConfiguration = qualityConfiguration,
): Promise<QualityResult> {
  const checks = listChecks();
  const results: CheckResult[] = [];
  const waiting = checks.entries();
  const worker = async () => {
    for (const [place, check] of waiting) results[place] = await runCheck(database, run, check, configuration);
  };
  await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, worker));
  await database.transaction(async (transaction) => {
    await lockRunningRun(transaction, run);
    await transaction.execute(STORE, { run_id: uuid(run.run_id), results: json(results) });
  });
  const passRate = await readPassRate(database, run);
  const failed = results
    .filter(({ pass, severity }) => !pass && severity === 'stop')
    .map((result) => result.check_name);
  const outcome = failed.length === 0 && passRate >= configuration.gate ? 'passed' : 'failed';
  return { outcome, pass_rate: passRate, checks: results.length, failed };
}

async function runCheck(
  database: Database,
  run: Run,
  check: Check,
  configuration: QualityConfiguration,
): Promise<CheckResult> {
  const parts: CheckCount[] = [];
  for (const statement of check.statements) parts.push(...(await countRows(database, run, statement, configuration)));
  const { name: check_name, severity, description } = check;
  return { check_name, severity, description, ...evaluateCheck(check, parts, configuration) };
}

type Evaluation = Pick<CheckResult, 'failed_rows' | 'total_rows' | 'sample_keys' | 'pass'>;

function evaluateCheck({ tolerance }: Check, parts: CheckCount[], configuration: QualityConfiguration): Evaluation {
  if (tolerance === 'column') return evaluateColumns(parts, configuration.missing_values);
  if (tolerance === 'sum') return evaluateSums(parts);
  const failed_rows = sum(parts.map((part) => part.failed_rows));
  const total_rows = sum(parts.map((part) => part.total_rows));
  const sample_keys = parts.flatMap((part) => part.sample_keys ?? []).slice(0, SAMPLE_KEYS);
  const goal = tolerance === 'gate' ? configuration.gate * total_rows : total_rows;
  return { failed_rows, total_rows, sample_keys, pass: total_rows - failed_rows >= goal };
}

async function countRows(
  database: Database,
  run: Run,
  statement: string,
  configuration: QualityConfiguration,
): Promise<CheckCount[]> {
  const known: SqlParameters = { as_of: date(run.as_of), ...toBoundParameters(configuration) };
  const named = Object.entries(known).filter(([name]) => new RegExp(`:${name}\\b`).test(statement));
  return database.query<CheckCount>(statement, { run_id: uuid(run.run_id), ...Object.fromEntries(named) });
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

async function readPassRate(database: Database, run: Run): Promise<number> {
  const [rows] = await database.query<{ delivered: number; refused: number }>(
    `select coalesce(sum(rows_delivered), 0) as delivered,
       (select count(distinct (table_name, file, line)) from staging.rejected_rows
         where run_id = :run_id and reason <> 'newer_delivery') as refused
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
