/** Reads the quality results of a run, and summaries of the last runs. */
import type { Client } from 'pg';
import type { CheckResult } from '../../lambdas/quality/check-quality.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
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
  const { rows: results } = await database.query<CheckResult>(readSqlFile('cli/quality/list_check_results.sql'), [
    run.run_id,
  ]);
  const { rows: rejected } = await database.query<RunQuality['rejected'][number]>(
    readSqlFile('cli/quality/count_rejected_rows.sql'),
    [run.run_id],
  );
  return { ...run, results, rejected };
}

type RunWithOutcome = QualityRun & Pick<RunQuality, 'outcome'>;

/** Reads the last runs, newest first; none before the first migration. */
export async function readRunHistory(database: Client, limit: number): Promise<RunWithOutcome[]> {
  const { rows: tables } = await database.query(readSqlFile('cli/quality/has_quality_results.sql'));
  if (tables[0]?.name == null) return [];
  const { rows } = await database.query<RunWithOutcome>(readSqlFile('cli/quality/list_runs.sql'), [null, limit]);
  return rows;
}

async function findRun(database: Client, id: string, newest: QualityRun[]): Promise<RunWithOutcome> {
  const { rows } = await database.query<RunWithOutcome>(readSqlFile('cli/quality/list_runs.sql'), [
    id.toLowerCase().replace(/[^0-9a-f-]/g, '?'),
    2,
  ]);
  const [run, secondRun] = rows;
  if (run && !secondRun) return run;
  const problem = secondRun ? `more than one run begins with ${id}` : `there is no run ${id}`;
  throw new UnknownRun(
    `${problem}; the last ones are ${newest.map(({ run_id, as_of }) => `${run_id} (${as_of})`).join(', ')}`,
  );
}
