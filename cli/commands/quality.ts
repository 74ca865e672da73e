/** `npm run quality`: shows why a run was published or not, and what to do next. */
import { LOCAL_EXIT_CODES, stateOption } from '../environment/environment-options.ts';
import { withStateDatabase } from '../environment/state-database.ts';
import { readLocalSettings } from '../local/settings/local-settings.ts';
import { printQuality } from '../quality/print-quality.ts';
import { readRunHistory, readRunQuality } from '../quality/read-quality.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';

const HISTORY_RUNS = 10;

export const qualityCommand = defineCommand({
  name: 'quality',
  summary: 'shows why a run of the local cloud was published or not',
  description:
    'Shows the checks of a run, what failed, the rejected rows by reason, the runs before it and what to do next. Starts only the database where the local cloud is not up.',
  options: {
    run: { value: 'ID', description: 'id of the run, or its beginning (default: the newest run)' },
    ...stateOption,
  },
  examples: {
    'npm run quality': 'the newest run',
    'npm run quality -- --run 0199c3': 'the run whose id begins so',
  },
  exitCodes: LOCAL_EXIT_CODES,
  async run({ run, state }) {
    await withStateDatabase(readLocalSettings({ stateDirectory: state }), async (database) => {
      printQuality(await readRunQuality(database, run), await readRunHistory(database, HISTORY_RUNS));
    });
  },
});

if (import.meta.main) await runCommand(qualityCommand);
