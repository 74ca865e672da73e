/**
 * `npm run train`: a training started by hand, with its progress: what monitoring or the calendar would start.
 *
 *   --budget-seconds N   how long it searches for settings (default: the environment's; 0 takes the sound ones)
 *   -c env=NAME          the environment (default local); --state DIR: the local cloud's folder (default .local)
 *
 * Exit code 0: a model was registered, also a rejected one. 1: the training failed, or nothing was trained.
 */
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { environmentOptions, type OperatorEnvironment, withEnvironment } from '../environment/operator-environment.ts';
import { runTimed } from '../journey/timed-workflow.ts';
import { followTrainingProgress } from '../journey/training-progress.ts';
import { command, InvalidOptions } from '../terminal/command.ts';

interface Trained {
  outcome: string;
  version?: string;
  kind?: string;
  reasons?: string[];
  rows?: number;
  positives?: number;
  mlflow?: 'in_step' | 'behind';
  /** The training that runs already. */
  execution?: string;
  since?: string;
}

await command(async () => {
  const { values } = parseArgs({ options: { ...environmentOptions, 'budget-seconds': { type: 'string' } } });
  const budget = values['budget-seconds'];
  if (budget !== undefined && !/^\d{1,5}$/.test(budget)) {
    throw new InvalidOptions(`--budget-seconds ${budget}: give a whole number of seconds, 0 or more`);
  }
  const input = { reason: 'manual', ...(budget !== undefined && { budget_seconds: Number(budget) }) };
  await withEnvironment(values, (operator) => train(operator, input));
});

async function train(
  { parameter, progress, stateDirectory }: OperatorEnvironment,
  input: Record<string, unknown>,
): Promise<void> {
  progress.section('Training');
  const stop = stateDirectory ? followTrainingProgress(stateDirectory, (text) => progress.update(text)) : () => {};
  const { output } = await runTimed<Trained>('training', input, { parameter, progress }).finally(stop);
  const { outcome, version, kind, reasons = [] } = output;
  if (!version) {
    console.log(`\n  ${pc.yellow(outcome)}: ${whyNothing(output)}`);
    process.exitCode = 1;
    return;
  }
  console.log(`\n  ${pc.bold(version)} (${kind}) is ${outcome}: ${reasons.join('; ')}`);
  if (output.mlflow === 'behind') console.log(pc.yellow('  MLflow does not say so yet: npm run model -- repair'));
  console.log(`  ${pc.dim(`npm run model -- show ${version}`)}`);
}

function whyNothing({ outcome, rows = 0, positives = 0, execution, since }: Trained): string {
  if (outcome === 'another_training_runs') return `since ${since}: ${execution}; start again when it is done`;
  return `${rows} known outcomes with ${positives} defaults are not enough to learn from (config/training.json, minimum)`;
}
