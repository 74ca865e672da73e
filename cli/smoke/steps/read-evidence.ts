/**
 * Steps that use what a prediction has stored: scores of a customer, evidence, what-ifs, replay, counterfactuals, a
 * person's override.
 */
import { createRiskClient } from '../../../clients/typescript/client.ts';
import { formatPercent, formatPlural } from '../../terminal/format.ts';
import { fetchWhenAwake, getMachineClient } from '../api-client.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { SAMPLE_IDS } from '../sample.ts';
import { check, getFact, type SmokeStep } from '../smoke-step.ts';
import { predictionStep } from './predict.ts';
import { signInStep } from './sign-in.ts';

const removals = [rowsRemoval];

export const evidenceStep: SmokeStep = {
  name: 'scores and evidence',
  needs: [predictionStep.name],
  removals,
  async run(context) {
    const { prediction_id, score } = getFact(context, 'prediction');
    const client = getMachineClient(context);
    const path = { customer_id: SAMPLE_IDS.predicted };
    const { data: scores } = await client.GET('/v1/risk-score/{customer_id}', { params: { path } });
    check(scores?.newest.score === score, `the newest score of the customer is ${scores?.newest.score}, not ${score}`);
    const { data: evidence } = await client.GET('/v1/predictions/{prediction_id}', {
      params: { path: { prediction_id } },
    });
    check(evidence, 'the API answered nothing');
    context.facts.features = evidence.features;
    const files = evidence.lineage?.files?.length ?? 0;
    check(files > 0, 'the evidence names no delivered file');
    return `score ${score}, ${formatPlural(Object.keys(evidence.features).length, 'feature')} from ${formatPlural(files, 'delivered file')}`;
  },
};

export const whatIfStep: SmokeStep = {
  name: 'what-ifs',
  needs: [evidenceStep.name],
  removals,
  async run(context) {
    const client = getMachineClient(context);
    const features = getFact(context, 'features');
    const { data: alone } = await client.POST('/v1/predict', { body: { features } });
    const { prediction_id, pd } = getFact(context, 'prediction');
    check(alone?.what_if && alone.pd === pd, `features of ${prediction_id} alone give PD ${alone?.pd}, not ${pd}`);
    const body = { customer_id: SAMPLE_IDS.predicted, amount: 5000, term_months: 24 };
    const { data: anew } = await client.POST('/v1/predict', { body });
    check(anew?.what_if && anew.customer_id === body.customer_id, 'a new application of the customer is no what-if');
    return `features alone give the same PD; a new application PD ${formatPercent(anew.pd, 2)}`;
  },
};

export const replayStep: SmokeStep = {
  name: 'replay',
  needs: [predictionStep.name],
  removals,
  async run(context) {
    const { prediction_id } = getFact(context, 'prediction');
    const { data } = await getMachineClient(context).POST('/v1/predictions/{prediction_id}/replay', {
      params: { path: { prediction_id } },
    });
    check(data?.reproduced, `the replay differs: ${JSON.stringify(data?.differences)}`);
    return 'the stored prediction is reproduced without a difference';
  },
};

export const counterfactualStep: SmokeStep = {
  name: 'what would change the decision',
  needs: [predictionStep.name],
  removals: [],
  async run(context) {
    const { prediction_id } = getFact(context, 'prediction');
    const params = { path: { prediction_id } };
    const { data } = await getMachineClient(context).GET('/v1/predictions/{prediction_id}/counterfactuals', { params });
    check(data, 'the API answered nothing');
    const { reached, counterfactuals, searched, actionable } = data;
    check(actionable.length > 0, 'nothing is actionable');
    if (reached) return 'the decision is an approval: nothing has to change';
    return `${formatPlural(counterfactuals.length, 'answer')} after ${formatPlural(searched, 'change')} tried`;
  },
};

export const overrideStep: SmokeStep = {
  name: 'override by a person',
  needs: [predictionStep.name, signInStep.name],
  removals,
  async run(context) {
    const { prediction_id, decision } = getFact(context, 'prediction');
    const params = { path: { prediction_id } };
    const token = async () => getFact(context, 'personToken');
    const person = createRiskClient({ baseUrl: context.parameter('api/url'), token, fetch: fetchWhenAwake });
    const body = {
      decision: decision === 'decline' ? 'approve' : 'decline',
      reason: 'A smoke test overrides.',
    } as const;
    await person.POST('/v1/predictions/{prediction_id}/override', { params, body });
    const { data } = await getMachineClient(context).GET('/v1/predictions/{prediction_id}', { params });
    check(data?.decided_by === 'override' && data.decision === body.decision, `the decision is ${data?.decision}`);
    return `${decision} became ${body.decision}, by ${data.override?.decided_by}`;
  },
};
