/** `npm run recover`: restores the database to a time, checks it, and makes it the serving one; also runs a drill. */
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { printRecord } from '../recovery/print-record.ts';
import { refuseOtherAccount } from '../recovery/refuse-other-account.ts';
import { type RecoveryInput, runRecovery } from '../recovery/run-recovery.ts';
import { askConfirmation } from '../terminal/ask-confirmation.ts';
import { defineCommand, InvalidOptions, runCommand } from '../terminal/command.ts';
import { CommandError } from '../terminal/command-error.ts';
import { parseTime } from '../terminal/parse-values.ts';

/** The restored database is not as it should be; the serving one was not changed. */
export class ChecksFailed extends CommandError {}

const ACTIONS = '--to TIME, --snapshot NAME, --drill, --abandon, --to-cluster NAME';

export const recoverCommand = defineCommand({
  name: 'recover',
  summary: 'restores the database to a time, checks it, and makes it the serving one',
  description:
    'Restores the serving cluster into a new one, migrates it, repeats erasures, and checks counts, the newest publication and replays. Only then, with --yes or a typed answer, functions and BI tools use the new cluster. The old one stays, closed to statements. A stopped command goes on when it is given again. docs/recovery.md says when to use what.',
  options: {
    to: { value: 'TIME', description: 'ISO time with its zone: the second before the damage', parse: requireTime },
    snapshot: { value: 'NAME', description: 'a daily snapshot, for a state before point-in-time recovery' },
    drill: { description: 'restore the newest state, check it, and delete it again' },
    abandon: { description: 'delete the cluster of a recovery that did not become the serving one' },
    'to-cluster': {
      value: 'NAME',
      description: 'make this cluster the serving one: a restored one, or the one before',
    },
    yes: { description: 'make the restored cluster the serving one when its checks have passed' },
    ...environmentOptions,
  },
  examples: {
    'npm run recover -- --env prod --to 2026-11-28T04:00:00Z': 'restores and checks, then asks',
    'npm run recover -- --env prod --to-cluster risk-prod': 'back to the cluster that CloudFormation manages',
    'npm run recover -- --env prod --drill': 'the monthly drill, now',
  },
  exitCodes: {
    0: 'done; without --yes or an answer the serving cluster is as before',
    1: 'refused, failed, or checks failed',
    ...LOCAL_EXIT_CODES,
  },
  async run({ yes, ...chosen }) {
    const input = toInput(chosen);
    await withEnvironment(chosen, async (operator) => {
      await refuseOtherAccount(operator);
      await recover(operator, input, yes);
    });
  },
});

interface Choice {
  to: string | undefined;
  snapshot: string | undefined;
  drill: boolean;
  abandon: boolean;
  'to-cluster': string | undefined;
}

function toInput({ to, snapshot, drill, abandon, 'to-cluster': cluster }: Choice): RecoveryInput {
  const inputs: RecoveryInput[] = [];
  if (to !== undefined) inputs.push({ action: 'recover', to });
  if (snapshot !== undefined) inputs.push({ action: 'recover', snapshot });
  if (drill) inputs.push({ action: 'drill' });
  if (abandon) inputs.push({ action: 'abandon' });
  if (cluster !== undefined) inputs.push({ action: 'repoint', cluster });
  const [input, ...others] = inputs;
  if (!input || others.length > 0) throw new InvalidOptions(`give one of ${ACTIONS}`);
  if (snapshot === '' || cluster === '') throw new InvalidOptions('--snapshot and --to-cluster need a name');
  return input;
}

/** The workflow gets the time as it was typed, and also refuses one of the future. */
function requireTime(text: string): string {
  parseTime(text);
  return text;
}

async function recover(operator: OperatorEnvironment, input: RecoveryInput, yes: boolean): Promise<void> {
  if (input.action === 'repoint') return repoint(operator, input.cluster);
  const titles = { drill: 'Drill', abandon: 'Remove what was restored', recover: 'Restore and check' };
  const { outcome, record, clusters = [] } = await runRecovery(operator, titles[input.action], input);
  if (!record) return console.log(clusters.length > 0 ? `  ${clusters.join(', ')} is deleted` : '  there is none');
  printRecord(record);
  if (outcome === 'checks_failed') {
    throw new ChecksFailed(
      `${record.cluster} is not as it should be, and does not serve: choose another time after --abandon`,
    );
  }
  if (outcome !== 'ready') return;
  const lost = `What was written to ${record.source} after ${record.state_at} is not in it.`;
  console.log(`  ${lost}`);
  if (yes || (await askConfirmation('Make it the serving database?', record.cluster))) {
    return repoint(operator, record.cluster);
  }
  console.log(
    `  It does not serve yet: npm run recover -- --env ${operator.environment} --to-cluster ${record.cluster}`,
  );
}

async function repoint(operator: OperatorEnvironment, cluster: string): Promise<void> {
  await runRecovery(operator, `Make ${cluster} the serving database`, { action: 'repoint', cluster });
  console.log('  Functions use it within a minute. Deliver again what came after the restored state, and run the ETL.');
  console.log(`  QuickSight needs: the stack Reporting deployed again (docs/recovery.md)`);
}

if (import.meta.main) await runCommand(recoverCommand);
