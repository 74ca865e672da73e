/** Runs all quality checks of a run, stores their results and decides whether the run passes the quality gate. */
import { type Database, date, json, type SqlParameters, uuid } from '../shared/aws/database.ts';
import { lockRunningRun } from '../shared/locks/run-fence.ts';
import type { Run } from '../shared/runs/run.ts';
import { readSqlFile } from '../shared/sql-file.ts';
import type { Check, CheckCount } from './check.ts';
import { type CheckEvaluation, evaluateCheck } from './evaluate-check.ts';
import { listChecks } from './list-checks.ts';
import { applyAcceptance, MISSING_ROWS, type MissingAcceptance } from './missing-rows.ts';
import { type QualityConfiguration, qualityConfiguration, toBoundParameters } from './quality-configuration.ts';

export interface QualityResult {
  outcome: 'passed' | 'failed';
  /** Accepted rows as a share of delivered rows, 0 to 1; 1 when nothing was delivered. */
  pass_rate: number;
  /** Number of checks. */
  checks: number;
  /** Names of the failed checks of severity `stop`. */
  failed: string[];
  /** The tables of which a full delivery would end too many rows, with their counts. */
  missing: string[];
}

/** Result of one check, as a row of analytics.quality_results stores it. */
export interface CheckResult extends CheckEvaluation {
  check_name: string;
  severity: 'stop' | 'warn';
  description: string;
}

/** More concurrent statements would share the same processor cores, and each could exceed the limit of 45 s. */
const MAX_CONCURRENT_CHECKS = 4;

/**
 * Checks a run. A repeated call replaces the results of the run; the results of other runs are the history.
 * @param acceptance a person's word that the rows which a held run of the same delivery would end are gone indeed
 * @throws {RunHasEnded} when the run is no longer running
 */
export async function checkQuality(
  database: Database,
  run: Run,
  configuration: QualityConfiguration = qualityConfiguration,
  acceptance?: MissingAcceptance,
): Promise<QualityResult> {
  const evaluated = await runChecks(database, run, configuration);
  const results = await Promise.all(
    evaluated.map((result) =>
      result.check_name === MISSING_ROWS ? applyAcceptance(database, run, result, acceptance) : result,
    ),
  );
  await database.transaction(async (transaction) => {
    await lockRunningRun(transaction, run);
    const parameters = { run_id: uuid(run.run_id), results: json(results) };
    await transaction.execute(readSqlFile('quality/results/store_results.sql'), parameters);
  });
  const passRate = await readPassRate(database, run);
  const failed = results
    .filter(({ pass, severity }) => !pass && severity === 'stop')
    .map((result) => result.check_name);
  const outcome = failed.length === 0 && passRate >= configuration.gate ? 'passed' : 'failed';
  const missing = results.find(({ check_name, pass }) => check_name === MISSING_ROWS && !pass)?.sample_keys ?? [];
  return { outcome, pass_rate: passRate, checks: results.length, failed, missing };
}

async function runChecks(database: Database, run: Run, configuration: QualityConfiguration): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const remainingChecks = listChecks().entries();
  const work = async () => {
    for (const [index, check] of remainingChecks) results[index] = await runCheck(database, run, check, configuration);
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT_CHECKS }, work));
  return results;
}

async function runCheck(
  database: Database,
  run: Run,
  check: Check,
  configuration: QualityConfiguration,
): Promise<CheckResult> {
  const counts: CheckCount[] = [];
  for (const statement of check.statements) counts.push(...(await countRows(database, run, statement, configuration)));
  const { name: check_name, severity, description } = check;
  return { check_name, severity, description, ...evaluateCheck(check, counts, configuration) };
}

/** Runs a statement with the parameters that it names: the Data API refuses any other. */
function countRows(
  database: Database,
  run: Run,
  statement: string,
  configuration: QualityConfiguration,
): Promise<CheckCount[]> {
  const available: SqlParameters = { as_of: date(run.as_of), ...toBoundParameters(configuration) };
  const named = Object.entries(available).filter(([name]) => new RegExp(`:${name}\\b`).test(statement));
  return database.query<CheckCount>(statement, { run_id: uuid(run.run_id), ...Object.fromEntries(named) });
}

async function readPassRate(database: Database, run: Run): Promise<number> {
  const [rows] = await database.query<{ delivered: number; rejected: number }>(
    readSqlFile('quality/results/count_delivered_rows.sql'),
    { run_id: uuid(run.run_id) },
  );
  return rows && rows.delivered > 0 ? (rows.delivered - rows.rejected) / rows.delivered : 1;
}
