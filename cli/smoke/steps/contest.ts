/** Step that contests the decision of a prediction by the link in its notice, as an applicant does. */
import { createRiskClient } from '../../../clients/typescript/client.ts';
import { fetchWhenAwake, getMachineClient } from '../api-client.ts';
import { contestByLink } from '../contest-by-link.ts';
import { objectsRemoval } from '../removals/remove-objects.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { SAMPLE_IDS } from '../sample.ts';
import { check, getFact, type SmokeStep } from '../smoke-step.ts';
import { predictionStep } from './predict.ts';
import { signInStep } from './sign-in.ts';

export const contestStep: SmokeStep = {
  name: 'contest by an applicant',
  needs: [predictionStep.name, signInStep.name],
  removals: [rowsRemoval, objectsRemoval],
  async run(context) {
    const token = async () => getFact(context, 'personToken');
    const person = createRiskClient({ baseUrl: context.parameter('api/url'), token, fetch: fetchWhenAwake });
    const dashboardUrl = context.parameter('dashboard/url');
    const path = { customer_id: SAMPLE_IDS.predicted };
    const { data: scores } = await getMachineClient(context).GET('/v1/risk-score/{customer_id}', { params: { path } });
    check(scores, 'the customer has no score');
    await contestByLink({ person, dashboardUrl, prediction_id: scores.newest.prediction_id });
    return 'opened by the link of a notice, with a checked document; a person has the case';
  },
};
