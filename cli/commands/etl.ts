/**
 * `npm run etl`: lands deliveries and runs the daily workflow over them, oldest first, without training. Uses the local
 * cloud that runs in the state folder, or starts one for the time.
 *
 *   --from DATE, --to DATE   only these days, and again where they are published already: a backfill
 *   --skip-published         of these days only those that are not published as they are
 *   --engine E               what builds the features: sql, spark, or auto (the default), by a delivery's size
 *   --data DIR               the deliveries (default data/taiwan)
 *   --state DIR              the state folder (default .local)
 *
 * docs/runbook.md says what a backfill changes.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Client } from 'pg';
import pc from 'picocolors';
import { withLocalCloud } from '../environment/local-session.ts';
import { type EtlOutput, parseDayRange, runBackfill, selectDeliveries } from '../journey/backfill.ts';
import { DEFAULT_DATA_FOLDER, findDeliveries } from '../journey/deliveries.ts';
import { installSpark, parseEngine } from '../journey/engine.ts';
import { readLocalSettings } from '../local/settings.ts';
import { readRunHistory } from '../quality/read-quality.ts';
import { command } from '../terminal/command.ts';
import { formatCount, printTable } from '../terminal/tables.ts';

await command(async () => {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      'skip-published': { type: 'boolean' },
      engine: { type: 'string', default: 'auto' },
      data: { type: 'string', default: DEFAULT_DATA_FOLDER },
      state: { type: 'string' },
    },
  });
  const days = parseDayRange(values);
  const engine = parseEngine(values.engine);
  const settings = readLocalSettings({ stateDirectory: values.state });
  const deliveries = selectDeliveries(days, await findDeliveries(resolve(values.data)));
  if (engine === 'spark') await installSpark(settings);
  await withLocalCloud(settings, { joinsRunningCloud: true }, async (session) => {
    const { output } = await runBackfill(days, deliveries, session, engine);
    await printRuns(output, session.database);
  });
});

async function printRuns({ runs }: EtlOutput, database: Client): Promise<void> {
  if (runs.length === 0) {
    console.log(
      '\n  Nothing to do: these days are published as they are. Name them with --from and --to to run them again.',
    );
    return;
  }
  const facts = new Map((await readRunHistory(database, runs.length)).map((run) => [run.run_id, run]));
  console.log(`\n${pc.bold('Published')}`);
  printTable(
    ['delivery', 'run', 'warnings', 'scoring', 'rows', 'refused'],
    runs.map(({ run_id, as_of, scoring }) => {
      const { warnings = [], rows_delivered = 0, rows_rejected = 0 } = facts.get(run_id) ?? {};
      return [as_of, run_id, warnings.join(', '), scoring, formatCount(rows_delivered), formatCount(rows_rejected)];
    }),
    4,
  );
  const { rows } = await database.query<{ as_of: string }>(
    "select distinct to_char(as_of, 'YYYY-MM-DD') as as_of from analytics.publications where as_of > $1 order by 1",
    [runs.at(-1)?.as_of],
  );
  const later = rows.map(({ as_of }) => as_of).filter((asOf) => !runs.some((run) => run.as_of === asOf));
  if (later.length > 0) {
    console.log(`  Not run again, though they come after: ${later.join(', ')}. Their features are as they were.`);
  }
  console.log(`  ${pc.dim('npm run quality shows the checks of a run.')}`);
}
