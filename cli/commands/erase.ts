/** `npm run erase`: erases a customer, or repeats erasures on a restored database. */
import { eraseCustomer, repeatErasures } from '../../lambdas/shared/erasure/erase-customer.ts';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { withEnvironment } from '../environment/operator-environment.ts';
import { openErasure } from '../privacy/open-erasure.ts';
import { printErasure } from '../privacy/print-erasure.ts';
import { askConfirmation, hasTerminal } from '../terminal/ask-confirmation.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';
import { formatPlural } from '../terminal/format.ts';
import { parseTime } from '../terminal/parse-values.ts';

const USAGE = 'npm run erase -- CUSTOMER_ID [--scores] | --restored-to TIME';

export const eraseCommand = defineCommand({
  name: 'erase',
  summary: 'erases a customer, or repeats erasures on a restored database',
  description:
    'Deletes the keys of the personal data of a customer, the rows of the database and the files that name the customer. Scores are evidence and stay without --scores. The lender must stop delivering the customer first. It asks before it erases a customer; with --yes it does not ask, and without a terminal it needs --yes. --restored-to repeats the erasures that a restored database has lost. docs/privacy.md says what expires instead.',
  positionals: { '[customer_id]': "the lender's id of the customer" },
  options: {
    scores: { description: 'also erase the scores with their overrides, which are evidence' },
    'restored-to': {
      value: 'TIME',
      description: 'repeat every erasure from this time on: the ISO time of the state that was restored',
      parse: (text: string) => parseTime(text).toISOString(),
    },
    yes: { description: 'erase the customer without a question' },
    ...environmentOptions,
  },
  examples: {
    'npm run erase -- c4711 --env prod': 'asks, then erases the customer c4711, and keeps the scores',
    'npm run erase -- --restored-to 2026-11-28T04:00:00Z --env prod': 'after a restore to that time',
  },
  exitCodes: LOCAL_EXIT_CODES,
  async run({ scores = false, yes, 'restored-to': restoredTo, ...chosen }, [customerId]) {
    if (!customerId === (restoredTo === undefined)) throw new InvalidOptions(USAGE);
    if (customerId && !yes && !(await confirmErasure(customerId))) return console.log('Nothing was erased.');
    await withEnvironment(chosen, async (operator) => {
      const dependencies = openErasure(operator, { searchesFiles: true });
      const actor = await operator.identifyCaller();
      if (restoredTo !== undefined) {
        const repeated = await repeatErasures(dependencies, restoredTo, actor);
        console.log(`${formatPlural(repeated, 'erasure')} repeated`);
      } else if (customerId) {
        const deleted = await eraseCustomer(dependencies, { customer_id: customerId, with_scores: scores, actor });
        printErasure(deleted);
      }
    });
  },
});

/** An erasure cannot be taken back, not even from a backup. */
async function confirmErasure(customerId: string): Promise<boolean> {
  if (!hasTerminal()) {
    throw new InvalidOptions(`erasing ${customerId} cannot be undone: give --yes, because nobody can be asked here`);
  }
  return askConfirmation(`Erasing the customer ${customerId} cannot be undone.`, customerId);
}

if (import.meta.main) await runCommand(eraseCommand);
