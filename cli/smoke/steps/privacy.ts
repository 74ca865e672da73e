/** Steps that give a person access to what is stored, and carry the retention schedule out. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRiskClient } from '../../../clients/typescript/client.ts';
import { fetchWhenAwake } from '../api-client.ts';
import { objectsRemoval } from '../removals/remove-objects.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { executionsRemoval } from '../removals/stop-executions.ts';
import { runSmokeWorkflow } from '../run-workflow.ts';
import { SAMPLE_IDS } from '../sample.ts';
import { check, getFact, type SmokeStep } from '../smoke-step.ts';
import { scoringStep } from './monitor.ts';
import { signInStep } from './sign-in.ts';

const removals = [executionsRemoval, rowsRemoval, objectsRemoval];

export const accessStep: SmokeStep = {
  name: 'access of a person',
  needs: [scoringStep.name, signInStep.name],
  removals,
  async run(context) {
    const token = async () => getFact(context, 'personToken');
    const officer = createRiskClient({ baseUrl: context.parameter('api/url'), token, fetch: fetchWhenAwake });
    const { data: entered } = await officer.POST('/v1/privacy-requests', {
      body: { kind: 'access', customer_id: SAMPLE_IDS.predicted, why: 'A smoke test asks for it.' },
    });
    const params = { path: { request_id: entered?.request_id ?? '' } };
    await officer.POST('/v1/privacy-requests/{request_id}/start', { params });
    let request = entered;
    while (request && ['open', 'running'].includes(request.state)) {
      context.signal.throwIfAborted();
      await sleep(500);
      request = (await officer.GET('/v1/privacy-requests/{request_id}', { params })).data;
    }
    check(request?.state === 'completed', `the request is ${request?.state}: ${request?.failure}`);
    const { data: signed } = await officer.GET('/v1/privacy-requests/{request_id}/package', { params });
    const file = await fetch(signed?.files.find(({ name }) => name === 'package.json')?.url ?? '');
    const pack = (await file.json()) as { customer_id: string };
    check(pack.customer_id === SAMPLE_IDS.predicted, 'the package is of another person');
    return 'everything that is stored of a customer, as a package';
  },
};

export const retentionStep: SmokeStep = {
  name: 'retention',
  needs: [scoringStep.name],
  removals,
  async run(context) {
    await runSmokeWorkflow(context, 'retention', {});
    return 'the schedule was carried out; rows of today stay';
  },
};
