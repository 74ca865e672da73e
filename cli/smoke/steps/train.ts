/** The step that trains the first model, and how steps train. */
import { objectsRemoval } from '../removals/remove-objects.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { executionsRemoval } from '../removals/stop-executions.ts';
import { runSmokeWorkflow } from '../run-workflow.ts';
import { check, type SmokeContext, type SmokeStep } from '../smoke-step.ts';
import { firstDeliveryStep } from './deliver.ts';

/** Seconds of the search for settings: the default settings of every algorithm are enough here. */
const SEARCH_BUDGET_SECONDS = 0;

interface TrainingOutput {
  outcome: string;
  version?: string;
  kind?: string;
  reasons?: string[];
  rows?: number;
}

export const trainingRemovals = [executionsRemoval, rowsRemoval, objectsRemoval];

export const trainingStep: SmokeStep = {
  name: 'training',
  needs: [firstDeliveryStep.name],
  removals: trainingRemovals,
  async run(context) {
    const { outcome, version, kind, reasons } = await train(context, 'first_model');
    check(version !== undefined, `no model was registered: ${outcome}`);
    check(outcome === 'champion', `${version} is ${outcome}: ${reasons?.join('; ')}`);
    context.facts.firstModel = version;
    return `${kind} ${version} is champion`;
  },
};

/** Trains a model with the default settings of every kind but `leaveOutKinds`. */
export const train = (context: SmokeContext, reason: string, leaveOutKinds = context.leaveOutKinds) =>
  runSmokeWorkflow<TrainingOutput>(context, 'training', {
    ...{ reason, budget_seconds: SEARCH_BUDGET_SECONDS, leave_out_kinds: leaveOutKinds },
  });
