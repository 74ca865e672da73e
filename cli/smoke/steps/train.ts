/** Steps that train a model, promote a second one and roll back. */

import type { LifecycleChangeResult } from '../../../lambdas/training/contract/lifecycle.ts';
import { getMachineClient } from '../api-client.ts';
import { objectsRemoval } from '../removals/remove-objects.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { executionsRemoval } from '../removals/stop-executions.ts';
import { runSmokeWorkflow } from '../run-workflow.ts';
import { check, getFact, type SmokeContext, type SmokeStep } from '../smoke-step.ts';
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

const removals = [executionsRemoval, rowsRemoval, objectsRemoval];

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

export const promotionStep: SmokeStep = {
  name: 'promotion and rollback',
  needs: [trainingStep.name],
  removals,
  async run(context) {
    const first = getFact(context, 'firstModel');
    const { outcome, version: second } = await train(context, 'manual');
    check(second !== undefined, `no second model was registered: ${outcome}`);
    if (outcome !== 'champion') await changeChampion(context, { action: 'promote', version: second });
    await requireChampion(context, second);
    await changeChampion(context, { action: 'rollback', version: first });
    await requireChampion(context, first);
    return `${second} was champion, and ${first} is again`;
  },
};

const REASON = { why: 'smoke test', despite_gates: true };

async function changeChampion(context: SmokeContext, change: { action: 'promote' | 'rollback'; version: string }) {
  const caller = await context.identifyCaller();
  const input = { ...change, ...REASON, actor: caller, caller };
  const { outcome, message } = await runSmokeWorkflow<LifecycleChangeResult>(context, 'model-lifecycle', input);
  check(outcome === 'champion' || outcome === 'rolled_back', `${change.action}: ${outcome}: ${message}`);
}

async function requireChampion(context: SmokeContext, version: string): Promise<void> {
  const { data } = await getMachineClient(context).GET('/v1/models/{version}', { params: { path: { version } } });
  check(data?.stage === 'champion', `${version} is ${data?.stage}, not champion`);
}
