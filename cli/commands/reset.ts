/** `npm run reset`: removes everything the local cloud keeps, after it has asked. */
import { stateOption } from '../environment/environment-options.ts';
import { findRemains, resetLocalCloud } from '../local/reset.ts';
import { readLocalSettings } from '../local/settings/local-settings.ts';
import { askConfirmation, hasTerminal } from '../terminal/ask-confirmation.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';

export const resetCommand = defineCommand({
  name: 'reset',
  summary: 'removes everything the local cloud keeps',
  description:
    'Shows what it would remove and asks; with --yes it does not ask, and without a terminal it needs --yes. Ends the processes that a crashed start left running, and removes the state folder and the database: deliveries, models, scores and their evidence. Refuses while the local cloud is up, and for a folder that it did not make.',
  options: { yes: { description: 'remove without a question' }, ...stateOption },
  examples: {
    'npm run reset': 'shows what is in .local, and asks',
    'npm run reset -- --yes --state .local-loans': 'removes the local cloud of another lender at once',
  },
  async run({ state, yes }) {
    const settings = readLocalSettings({ stateDirectory: state });
    const remains = await findRemains(settings);
    if (remains.length === 0)
      return console.log(`There is nothing to remove: ${settings.stateDirectory} does not exist.`);
    if (!yes && !hasTerminal()) {
      throw new InvalidOptions(
        `reset would remove ${remains.join(' and ')}: give --yes, because nobody can be asked here`,
      );
    }
    if (!yes) {
      console.log('This removes all deliveries, models, scores and their evidence of the local cloud:');
      for (const path of remains) console.log(`  ${path}`);
      if (!(await askConfirmation('It cannot be undone.', 'yes'))) return console.log('Nothing was removed.');
    }
    console.log((await resetLocalCloud(settings)).join('\n'));
  },
});

if (import.meta.main) await runCommand(resetCommand);
