/** `npm run reset`: removes everything the local cloud keeps. */
import { stateOption } from '../environment/environment-options.ts';
import { resetLocalCloud } from '../local/reset.ts';
import { readLocalSettings } from '../local/settings/local-settings.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';

export const resetCommand = defineCommand({
  name: 'reset',
  summary: 'removes everything the local cloud keeps',
  description:
    'Ends the processes that a crashed start left running, and removes the state folder and the database. Refuses while the local cloud is up, and for a folder that it did not make.',
  options: stateOption,
  examples: {
    'npm run reset': 'removes .local',
    'npm run reset -- --state .local-synthetic': 'removes the local cloud of another lender',
  },
  async run({ state }) {
    const lines = await resetLocalCloud(readLocalSettings({ stateDirectory: state }));
    console.log(lines.length > 0 ? lines.join('\n') : 'There is nothing to remove.');
  },
});

if (import.meta.main) await runCommand(resetCommand);
