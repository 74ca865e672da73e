/** Steps that train a model, promote a second one and roll back. */

import { objectsRemoval } from '../removals/remove-objects.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
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

const removals = [rowsRemoval, objectsRemoval];

export const trainingStep: SmokeStep = {
  name: 'training',
  needs: [firstDeliveryStep.name],
  removals,
  async run(context) {
    const { outcome, version, kind, reasons } = await train(context, 'first_model');
    check(version !== undefined, `no model was registered: ${outcome}`);
    check(outcome === 'champion', `${version} is ${outcome}: ${reasons?.join('; ')}`);
    context.facts.firstModel = version;
    return `${kind} ${version} is champion`;
  },
};

const train = (context: SmokeContext, reason: string) =>
  runSmokeWorkflow<TrainingOutput>(context, 'training', { reason, budget_seconds: SEARCH_BUDGET_SECONDS });
