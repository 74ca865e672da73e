/** Steps that predict in every way that the API has, and read what was stored. */
import { getMachineClient } from '../api-client.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { SAMPLE_IDS } from '../sample.ts';
import { check, getFact, type SmokeStep } from '../smoke-step.ts';
import { trainingStep } from './train.ts';

const removals = [rowsRemoval];

export const predictionStep: SmokeStep = {
  name: 'prediction of an application',
  needs: [trainingStep.name],
  removals,
  async run(context) {
    const client = getMachineClient(context);
    const { data } = await client.POST('/v1/predict', { body: { application_id: SAMPLE_IDS.predicted } });
    check(data, 'the API answered nothing');
    check(data.application_id === SAMPLE_IDS.predicted, `the answer is about ${data.application_id}`);
    check(data.model_version === getFact(context, 'firstModel'), `${data.model_version} is not the champion`);
    context.facts.prediction = data;
    return `PD ${data.pd}, ${data.decision}, by ${data.model_version}`;
  },
};
