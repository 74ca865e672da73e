/** `npm run etl`: lands deliveries and runs the daily workflow over them, without a training. */
import { resolve } from 'node:path';
import { stateOption } from '../environment/environment-options.ts';
import { withLocalCloud } from '../environment/local-session.ts';
import { parseDayRange, runBackfill, selectDeliveries } from '../journey/backfill.ts';
import { DEFAULT_DATA_FOLDER, findDeliveries } from '../journey/delivery-folders.ts';
import { dataOption, engineOption } from '../journey/journey-options.ts';
import { printBackfill } from '../journey/print-backfill.ts';
import { installSpark } from '../local/install-spark.ts';
import { readLocalSettings } from '../local/settings/local-settings.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';

export const etlCommand = defineCommand({
  name: 'etl',
  summary: 'lands deliveries on the local cloud and runs the daily workflow over them',
  description:
    'Lands deliveries, oldest first, and runs the daily workflow over those that are not published yet, without a training. With --from or --to it is a backfill: these days run again, also where they are published. Joins the local cloud that is up, or starts one for the command. docs/runbook.md says what a backfill changes.',
  options: {
    from: { value: 'DATE', description: 'first as-of date of a backfill, YYYY-MM-DD' },
    to: { value: 'DATE', description: 'last as-of date of a backfill, YYYY-MM-DD' },
    'skip-published': { description: 'of these days run only those that are not published as they are' },
    ...dataOption,
    ...engineOption,
    ...stateOption,
  },
  examples: {
    'npm run etl': 'every day of data/taiwan that is not published',
    'npm run etl -- --from 2005-10-01 --to 2005-10-31': 'these days again, in order',
  },
  async run({ data, engine, state, ...dayOptions }) {
    const days = parseDayRange(dayOptions);
    const settings = readLocalSettings({ stateDirectory: state });
    const deliveries = selectDeliveries(days, await findDeliveries(resolve(data ?? DEFAULT_DATA_FOLDER)));
    if (engine === 'spark') await installSpark(settings);
    await withLocalCloud(settings, { joinsRunningCloud: true }, async (session) => {
      const { output } = await runBackfill(days, deliveries, session, engine);
      await printBackfill(output, session.database);
    });
  },
});

if (import.meta.main) await runCommand(etlCommand);
