/** Reads a run with the times between which its log lines were written. */
import type { Sql } from '../../lambdas/shared/aws/database.ts';
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

const RUNS = `
  select run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, state, execution_id,
    round(extract(epoch from opened_at) * 1000) as opened_at, round(extract(epoch from closed_at) * 1000) as closed_at,
    row_number() over earlier = 1 as is_first,
    round(extract(epoch from lead(opened_at) over earlier) * 1000) as next_opened_at
  from analytics.runs
  window earlier as (partition by execution_id order by opened_at)`;

/**
 * Reads the newest run, or the run whose id begins with `id`.
 * @throws {NoRunYet} when there is no run yet
 * @throws {UnknownRun} when no run, or more than one, has that id
 */
export async function readLoggedRun(database: Sql, id?: string): Promise<LoggedRun> {
  const runs = await database.query<LoggedRun>(
    `select * from (${RUNS}) runs
     where cast(:id as text) is null or starts_with(cast(run_id as text), cast(:id as text))
     order by opened_at desc limit 2`,
    { id: id?.toLowerCase() ?? null },
  );
  const [run, secondRun] = runs;
  if (!run) {
    if (id === undefined) throw new NoRunYet();
    throw new UnknownRun(`there is no run ${id}; npm run status shows the newest`);
  }
  if (id !== undefined && secondRun) throw new UnknownRun(`more than one run begins with ${id}`);
  return run;
}
