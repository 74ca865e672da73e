/** Steps that predict in every way that the API has. */
import { randomUUID } from 'node:crypto';
import { formatPercent } from '../../terminal/format.ts';
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
    return `PD ${formatPercent(data.pd, 2)}, ${data.decision} by ${data.decided_by}`;
  },
};

export const listStep: SmokeStep = {
  name: 'list of predictions',
  needs: [trainingStep.name],
  removals,
  async run(context) {
    const items = [...SAMPLE_IDS.listed, 'nobody'].map((application_id) => ({ application_id }));
    const { data } = await getMachineClient(context).POST('/v1/predict/batch', { body: { items } });
    const statuses = data?.results.map(({ status }) => status).join(', ');
    check(data?.succeeded === items.length - 1 && data.failed === 1, `the statuses of the items are ${statuses}`);
    return `statuses ${statuses}: an unknown application fails alone`;
  },
};

export const repeatStep: SmokeStep = {
  name: 'repeated request',
  needs: [trainingStep.name],
  removals,
  async run(context) {
    const client = getMachineClient(context);
    const params = { header: { 'idempotency-key': `smoke-${randomUUID()}` } };
    const body = { application_id: SAMPLE_IDS.predicted };
    const { data: once } = await client.POST('/v1/predict', { params, body });
    const { data: again } = await client.POST('/v1/predict', { params, body });
    check(once && once.prediction_id === again?.prediction_id, 'the same idempotency key made a second prediction');
    return 'the same idempotency key returns the stored prediction';
  },
};
