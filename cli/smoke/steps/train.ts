/** Steps that train a model, promote a second one and roll back. */

import { type ModelChange, prepareModelChange } from '../../../lambdas/shared/governance/model-change.ts';
import type { LifecycleChangeResult } from '../../../lambdas/training/contract/lifecycle.ts';
import { openRequests, proposeRequest, takeRequestStep } from '../../requests/requests.ts';
import { getMachineClient } from '../api-client.ts';
import { objectsRemoval } from '../removals/remove-objects.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { executionsRemoval } from '../removals/stop-executions.ts';
import { runSmokeWorkflow } from '../run-workflow.ts';
import { check, getFact, type SmokeContext, type SmokeStep } from '../smoke-step.ts';
import { firstDeliveryStep } from './deliver.ts';

/** Seconds of the search for settings: the default settings of every algorithm are enough here. */
const SEARCH_BUDGET_SECONDS = 0;
const REASON = 'smoke test of this environment';
const APPROVER = 'smoke-approver@example.com';
/** Days until the requests of this step would expire. */
const REQUEST_DAYS = 1;

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
    if (outcome !== 'champion') await changeChampion(context, { kind: 'model_promotion', version: second });
    await requireChampion(context, second);
    await changeChampion(context, { kind: 'model_rollback', version: first });
    await requireChampion(context, first);
    return `${second} was champion, and ${first} is again`;
  },
};

async function changeChampion(context: SmokeContext, { kind, version }: Pick<ModelChange, 'kind' | 'version'>) {
  const database = openRequests();
  const prepared = await prepareModelChange(database, { kind, version, despite_gates: true });
  const by = await context.identifyCaller();
  const request = await proposeRequest(database, { kind, ...prepared, why: REASON, by }, REQUEST_DAYS);
  const { request_id } = request;
  await takeRequestStep(database, 'approve', { request_id, by: APPROVER, why: REASON });
  const input = { action: 'apply', request_id };
  const { outcome, message } = await runSmokeWorkflow<LifecycleChangeResult>(context, 'model-lifecycle', input);
  check(outcome === 'champion' || outcome === 'rolled_back', `${kind}: ${outcome}: ${message}`);
}

async function requireChampion(context: SmokeContext, version: string): Promise<void> {
  const { data } = await getMachineClient(context).GET('/v1/models/{version}', { params: { path: { version } } });
  check(data?.stage === 'champion', `${version} is ${data?.stage}, not champion`);
}
