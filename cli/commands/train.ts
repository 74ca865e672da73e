/** `npm run train`: starts a training by hand and shows its progress. */
import pc from 'picocolors';
import { environmentOptions, LOCAL_EXIT_CODES } from '../environment/environment-options.ts';
import { type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { printFindings, printShownGates } from '../models/print-models.ts';
import { readModel } from '../models/read-models.ts';
import { defineCommand, runCommand } from '../terminal/command.ts';
import { formatAlgorithm, formatPlural } from '../terminal/format.ts';
import { parseBudgetSeconds } from '../terminal/parse-values.ts';
import { runTimedWorkflow } from '../workflows/run-timed-workflow.ts';
import { leaveOutKindOption, requireKindsLeft } from '../workflows/training-options.ts';
import { followTrainingProgress } from '../workflows/training-progress.ts';

/** Output of the workflow `training`. */
interface TrainingResult {
  outcome: string;
  version?: string;
  kind?: string;
  reasons?: string[];
  /** Known outcomes, and the defaults among them. */
  rows?: number;
  positives?: number;
  mlflow?: 'in_step' | 'behind';
  /** The execution of a training that already runs, and its start. */
  execution?: string;
  since?: string;
}

export const trainCommand = defineCommand({
  name: 'train',
  summary: 'starts a training by hand and shows its progress',
  description:
    'Starts the training that monitoring or the calendar would start. The model manifest goes through the gates; the model that passes them becomes champion or challenger. After Ctrl-C the training goes on, except on a local cloud that the command has started.',
  options: {
    'budget-seconds': {
      value: 'N',
      description: "search budget in seconds, 0 to 99999; 0 takes the default settings (default: the environment's)",
      parse: parseBudgetSeconds,
    },
    ...leaveOutKindOption,
    ...environmentOptions,
  },
  examples: {
    'npm run train': 'a training on the local cloud',
    'npm run train -- --budget-seconds 0': 'with the default settings of every algorithm',
    'npm run train -- --leave-out-kind neural_additive': 'without the slowest kind',
  },
  exitCodes: {
    0: 'a model was registered, also one that the gates rejected',
    1: 'the training failed or was skipped',
    ...LOCAL_EXIT_CODES,
  },
  async run({ 'budget-seconds': budgetSeconds, 'leave-out-kind': leaveOutKinds, ...chosen }) {
    const input = {
      ...{ reason: 'manual', leave_out_kinds: requireKindsLeft(leaveOutKinds) },
      ...(budgetSeconds !== undefined && { budget_seconds: budgetSeconds }),
    };
    await withEnvironment(chosen, (operator) => train(operator, input));
  },
});

async function train(
  { parameter, progress, stateDirectory, ownsCloud, database }: OperatorEnvironment,
  input: Record<string, unknown>,
): Promise<void> {
  progress.printSection('Training');
  const stopFollowing = stateDirectory
    ? followTrainingProgress(stateDirectory, (text) => progress.update(text))
    : () => {};
  const { output } = await runTimedWorkflow<TrainingResult>('training', input, {
    parameter,
    progress,
    ownsCloud,
  }).finally(stopFollowing);
  const { outcome, version, kind, reasons = [] } = output;
  if (!version) {
    console.log(`\n  ${pc.yellow(outcome)}: ${describeSkip(output)}`);
    process.exitCode = 1;
    return;
  }
  console.log(`\n  ${pc.bold(version)} (${formatAlgorithm(kind ?? '')}) is ${outcome}: ${reasons.join('; ')}`);
  if (output.mlflow === 'behind') console.log(pc.yellow('  MLflow does not say so yet: npm run model -- repair'));
  const { gates, findings } = await readModel(database, version);
  printShownGates(gates);
  printFindings(findings);
  console.log(`  ${pc.dim(`npm run model -- show ${version}`)}`);
}

/** Why nothing was trained. */
function describeSkip({ outcome, rows = 0, positives = 0, execution, since }: TrainingResult): string {
  if (outcome === 'another_training_runs') return `since ${since}: ${execution}; start again when it is done`;
  return `${formatPlural(rows, 'known outcome')} with ${formatPlural(positives, 'default')} ${rows === 1 ? 'is' : 'are'} not enough to learn from (config/training.json, minimum)`;
}

if (import.meta.main) await runCommand(trainCommand);
