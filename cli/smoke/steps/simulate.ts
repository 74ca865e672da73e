/** Step that simulates a draft with a model on the scored sample, as a person of the dashboard does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRiskClient } from '../../../clients/typescript/client.ts';
import { formatPlural } from '../../terminal/format.ts';
import { fetchWhenAwake } from '../api-client.ts';
import { objectsRemoval } from '../removals/remove-objects.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { executionsRemoval } from '../removals/stop-executions.ts';
import { SMOKE_PREFIX } from '../run-workflow.ts';
import { CheckFailed, check, getFact, type SmokeStep } from '../smoke-step.ts';
import { scoringStep } from './monitor.ts';
import { policyStep } from './policy.ts';

const POLL_MILLISECONDS = 1000;
const MAX_POLLS = 300;
/** Every as-of day of the sample. */
const PERIOD = { from: '1990-01-01', to: '2100-01-01' };

export const simulationStep: SmokeStep = {
  name: 'simulation of a draft',
  needs: [policyStep.name, scoringStep.name],
  removals: [executionsRemoval, rowsRemoval, objectsRemoval],
  async run(context) {
    const token = async () => getFact(context, 'personToken');
    const person = createRiskClient({ baseUrl: context.parameter('api/url'), token, fetch: fetchWhenAwake });
    const { data: listed } = await person.GET('/v1/policies', {});
    const draft = listed?.policies.find(({ version, state }) => version.startsWith(SMOKE_PREFIX) && state === 'draft');
    check(draft, 'the draft of the smoke test is missing');
    const model_version = getFact(context, 'firstModel');
    const body = { policy_version: draft.version, model_version, ...PERIOD };
    const { data: created } = await person.POST('/v1/simulations', { body });
    check(created, 'no simulation was created');
    const { simulation_id } = created;
    for (let poll = 0; poll < MAX_POLLS; poll += 1) {
      const params = { path: { simulation_id } };
      const { data: read } = await person.GET('/v1/simulations/{simulation_id}', { params });
      check(read?.state !== 'failed', `the simulation failed: ${read?.problem}`);
      if (read?.result) {
        const { rows, different } = read.result;
        check(
          different === 0,
          `a copy of the active policy decides ${formatPlural(different, 'application')} otherwise`,
        );
        return `${formatPlural(rows, 'application')} decided again by a copy of the active policy, none otherwise`;
      }
      await sleep(POLL_MILLISECONDS);
    }
    throw new CheckFailed(`the simulation ${simulation_id} still runs`);
  },
};
