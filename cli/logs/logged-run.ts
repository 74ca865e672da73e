/** Reads a run with the times between which its log lines were written. */
import type { Sql } from '../../lambdas/shared/aws/database.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { NoRunYet, UnknownRun } from '../quality/read-quality.ts';

export interface LoggedRun {
  run_id: string;
  as_of: string;
  state: string;
  /** ARN of the execution that opened it. */
  execution_id: string;
  /** Milliseconds since 1970. */
  opened_at: number;
  closed_at: number | null;
  /** Whether it is the first run that its execution opened. */
  is_first: boolean;
  /** When the same execution opened its next run. */
  next_opened_at: number | null;
}

/**
 * Reads the newest run, or the run whose id begins with `id`.
 * @throws {NoRunYet} when there is no run yet
 * @throws {UnknownRun} when no run, or more than one, has that id
 */
export async function readLoggedRun(database: Sql, id?: string): Promise<LoggedRun> {
  const runs = await database.query<LoggedRun>(readSqlFile('cli/logs/find_runs.sql'), {
    id: id?.toLowerCase() ?? null,
  });
  const [run, secondRun] = runs;
  if (!run) {
    if (id === undefined) throw new NoRunYet();
    throw new UnknownRun(`there is no run ${id}; npm run status shows the newest`);
  }
  if (id !== undefined && secondRun)
    throw new UnknownRun(`more than one run begins with ${id}: give more of its id, which npm run status shows`);
  return run;
}
