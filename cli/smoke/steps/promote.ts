/** The step that promotes a second model and rolls back: the operator proposes, a person of the dashboard approves. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { createRiskClient, type RiskClient } from '../../../clients/typescript/client.ts';
import { type ModelChange, prepareModelChange } from '../../../lambdas/shared/governance/model-change.ts';
import { MODEL_KINDS } from '../../../lambdas/shared/model/model-manifest.ts';
import { openRequests, proposeRequest } from '../../requests/requests.ts';
import { fetchWhenAwake, getMachineClient } from '../api-client.ts';
import { personsRemoval } from '../sign-in/temporary-person.ts';
import { check, getFact, type SmokeContext, type SmokeStep } from '../smoke-step.ts';
import { signInPerson } from './sign-in.ts';
import { train, trainingRemovals, trainingStep } from './train.ts';

const REASON = 'smoke test of this environment';
/** The first training has shown that the kinds of model can be trained; a model of any kind can be promoted. */
const QUICK_KIND = 'logistic_regression';
/** Days until the requests of this step would expire. */
const REQUEST_DAYS = 1;
const POLL_MILLISECONDS = 2_000;

export const promotionStep: SmokeStep = {
  name: 'promotion and rollback',
  needs: [trainingStep.name],
  removals: [...trainingRemovals, personsRemoval],
  async run(context) {
    const first = getFact(context, 'firstModel');
    const { outcome, version: second } = await train(context, 'manual', chooseLeftOut(context));
    check(second !== undefined, `no second model was registered: ${outcome}`);
    // The person of the sign-in step has no valid token any more after a training.
    const token = await signInPerson(context);
    const baseUrl = context.parameter('api/url');
    const person = createRiskClient({ baseUrl, token: async () => token, fetch: fetchWhenAwake });
    if (outcome !== 'champion') await changeChampion(context, person, { kind: 'model_promotion', version: second });
    await requireChampion(context, second);
    await changeChampion(context, person, { kind: 'model_rollback', version: first });
    await requireChampion(context, first);
    return `${second} was champion, and ${first} is again; proposed by the operator, approved by a person`;
  },
};

const chooseLeftOut = ({ leaveOutKinds }: SmokeContext) =>
  leaveOutKinds.includes(QUICK_KIND) ? leaveOutKinds : MODEL_KINDS.filter((kind) => kind !== QUICK_KIND);

async function changeChampion(
  context: SmokeContext,
  person: RiskClient,
  { kind, version }: Pick<ModelChange, 'kind' | 'version'>,
): Promise<void> {
  const database = openRequests();
  const prepared = await prepareModelChange(database, { kind, version, despite_gates: true });
  const by = await context.identifyCaller();
  const { request_id } = await proposeRequest(database, { kind, ...prepared, why: REASON, by }, REQUEST_DAYS);
  const params = { path: { request_id } };
  await person.POST('/v1/requests/{request_id}/approve', { params, body: { why: REASON } });
  await waitForWorkflow(context, request_id);
  const { data } = await person.GET('/v1/requests/{request_id}', { params });
  check(data?.state === 'applied', `the ${kind} of ${version} is ${data?.state}: ${data?.failure}`);
}

/** The approval started the workflow under the request's id. */
async function waitForWorkflow({ parameter, report, signal }: SmokeContext, request_id: string): Promise<void> {
  const stateMachine = parameter('workflow/model-lifecycle-arn').split(':').slice(0, 7).join(':');
  const executionArn = `${stateMachine.replace(':stateMachine:', ':execution:')}:${request_id}`;
  const client = new SFNClient({});
  for (;;) {
    signal.throwIfAborted();
    const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') return;
    check(status === 'RUNNING', `model-lifecycle ended as ${status}: ${error}: ${cause}`);
    report('model-lifecycle: started by the approval');
    await sleep(POLL_MILLISECONDS);
  }
}

async function requireChampion(context: SmokeContext, version: string): Promise<void> {
  const { data } = await getMachineClient(context).GET('/v1/models/{version}', { params: { path: { version } } });
  check(data?.stage === 'champion', `${version} is ${data?.stage}, not champion`);
}
