/**
 * `npm run quality`: why a run was published or not: its checks, what failed, the runs before it, what to do next.
 *
 *   --run ID      the run, or the beginning of its id (default: the newest)
 *   --state DIR   the state folder (default .local)
 */
import { parseArgs } from 'node:util';
import { withStateDatabase } from '../environment/state-database.ts';
import { readLocalSettings } from '../local/settings.ts';
import { printQuality } from '../quality/print-quality.ts';
import { readRunHistory, readRunQuality } from '../quality/read-quality.ts';
import { command } from '../terminal/command.ts';

const HISTORY_RUNS = 10;

await command(async () => {
  const { values } = parseArgs({ options: { run: { type: 'string' }, state: { type: 'string' } } });
  await withStateDatabase(readLocalSettings({ stateDirectory: values.state }), async (database) => {
    const run = await readRunQuality(database, values.run);
    printQuality(run, await readRunHistory(database, HISTORY_RUNS));
  });
});
