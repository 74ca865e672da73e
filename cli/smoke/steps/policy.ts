/** Step that drafts and checks a policy as a person of the dashboard does. Nothing is proposed, so nothing else decides. */
import { createRiskClient } from '../../../clients/typescript/client.ts';
import { fetchWhenAwake } from '../api-client.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { SMOKE_PREFIX } from '../run-workflow.ts';
import { check, getFact, type SmokeStep } from '../smoke-step.ts';
import { signInStep } from './sign-in.ts';

export const policyStep: SmokeStep = {
  name: 'policy by a person',
  needs: [signInStep.name],
  removals: [rowsRemoval],
  async run(context) {
    const token = async () => getFact(context, 'personToken');
    const person = createRiskClient({ baseUrl: context.parameter('api/url'), token, fetch: fetchWhenAwake });
    const { data: listed } = await person.GET('/v1/policies', {});
    const present = listed?.policies.find(({ decides }) => decides.includes(null));
    check(present, 'no policy decides by default');
    // sql/cli/smoke/remove_rows.sql finds it by the prefix.
    const version = `${SMOKE_PREFIX}${Date.now()}`;
    await person.POST('/v1/policies', { body: { version, based_on: present.version } });
    const { data: checked } = await person.POST('/v1/policies/{version}/check', { params: { path: { version } } });
    const failed = checked?.golden_cases.filter(({ holds }) => !holds) ?? [];
    check(checked && failed.length === 0, `golden cases of ${present.version} do not hold`);
    return `${present.version} decides; a draft of it is checked`;
  },
};
