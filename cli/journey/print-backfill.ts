/** Prints what `npm run etl` published, and which later days were not run again. */
import type { Client } from 'pg';
import pc from 'picocolors';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { readRunHistory } from '../quality/read-quality.ts';
import { formatCount } from '../terminal/format.ts';
import { printTable } from '../terminal/tables.ts';
import type { EtlOutput } from './backfill.ts';

export async function printBackfill({ runs }: EtlOutput, database: Client): Promise<void> {
  if (runs.length === 0) {
    console.log(
      '\n  Nothing to do: these days are published as they are. Name them with --from and --to to run them again.',
    );
    return;
  }
  const summaries = new Map((await readRunHistory(database, runs.length)).map((run) => [run.run_id, run]));
  console.log(`\n${pc.bold('Published')}`);
  printTable(
    ['delivery', 'run', 'warnings', 'scoring', 'rows', 'rejected'],
    runs.map(({ run_id, as_of, scoring }) => {
      const { warnings = [], rows_delivered = 0, rows_rejected = 0 } = summaries.get(run_id) ?? {};
      return [as_of, run_id, warnings.join(', '), scoring, formatCount(rows_delivered), formatCount(rows_rejected)];
    }),
    4,
  );
  await printLaterDays(runs, database);
  console.log(`  ${pc.dim('npm run quality shows the checks of a run.')}`);
}

/** Days after the last one keep the features that they had before the backfill. */
async function printLaterDays(runs: EtlOutput['runs'], database: Client): Promise<void> {
  const { rows } = await database.query<{ as_of: string }>(readSqlFile('cli/journey/list_days_published_after.sql'), [
    runs.at(-1)?.as_of,
  ]);
  const laterDays = rows.map(({ as_of }) => as_of).filter((asOf) => !runs.some((run) => run.as_of === asOf));
  if (laterDays.length > 0) {
    console.log(`  Not run again: ${laterDays.join(', ')}. These later days keep the features that they had before.`);
  }
}
