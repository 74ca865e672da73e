/** Inserts rows directly into tables, for tests that start after the import of a delivery. */
import type { Client } from 'pg';
import type { Run } from '../../lambdas/shared/runs/run.ts';

export type Row = Record<string, unknown>;

/** Inserts rows that all have the columns of the first row. Other columns get their defaults. */
export async function insertRows(client: Client, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).join(', ');
  await client.query(
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
    [JSON.stringify(rows)],
  );
}

/** Builds a run id that contains the run's number. */
export const buildRunId = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

let line = 1;
/** Builds the columns that name the source of a staging row: run, file and line. */
export const buildSourceColumns = (run: number, file = 'file.csv') => ({
  run_id: buildRunId(run),
  source_file: file,
  source_line: ++line,
});

/** Opens a run. A run that is still open is abandoned. */
export async function openTestRun(client: Client, run: number, asOf: string): Promise<Run> {
  await client.query("update analytics.runs set state = 'abandoned', closed_at = now() where state = 'running'");
  await insertRows(client, 'analytics.runs', [
    { run_id: buildRunId(run), as_of: asOf, execution_id: `execution-${run}`, state: 'running' },
  ]);
  const { rows } = await client.query('select fencing_token::int from analytics.runs where run_id = $1', [
    buildRunId(run),
  ]);
  return { run_id: buildRunId(run), as_of: asOf, ...rows[0] };
}

/** Publishes a run with one row, as publish-run does. */
export async function publishTestRun(client: Client, { run_id, as_of }: Pick<Run, 'run_id' | 'as_of'>): Promise<void> {
  await insertRows(client, 'analytics.publications', [{ run_id, as_of, rows: 0 }]);
  await client.query("update analytics.runs set state = 'published', closed_at = now() where run_id = $1", [run_id]);
}
