/** Routes of experiments. One is proposed as a request of its kind (POST /v1/requests). */
import { PORTFOLIO_READERS, type Role } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { Experiment, ExperimentList, ExperimentPath, StopExperimentRequest } from '../schemas/experiments.ts';

/** Back to what two people approved for everybody: one of these is enough. */
const STOPPERS: readonly Role[] = ['analyst', 'approver', 'model-validator'];

const read = { handler: 'governance', method: 'GET', scope: 'risk/read', roles: PORTFOLIO_READERS } as const;

export const experimentsRoute = defineRoute({
  ...read,
  operationId: 'listExperiments',
  path: '/v1/experiments',
  summary: 'List experiments',
  description: 'Approved experiments, the newest first, with their arms and what was stopped.',
  response: ExperimentList,
  problems: SECURED_STATUSES,
});

export const experimentRoute = defineRoute({
  ...read,
  operationId: 'getExperiment',
  path: '/v1/experiments/{experiment_id}',
  summary: 'Read an experiment',
  description:
    'Arms, stops and results: rates with intervals, differences from the control arm, power, guardrails and the sample-ratio check. They are measured every quarter of an hour.',
  params: ExperimentPath,
  response: Experiment,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const stopExperimentRoute = defineRoute({
  handler: 'governance',
  method: 'POST',
  scope: 'risk/govern',
  roles: STOPPERS,
  operationId: 'stopExperiment',
  path: '/v1/experiments/{experiment_id}/stop',
  summary: 'Stop an experiment',
  description:
    'Stops the experiment, or one of its arms. From then on its customers are decided as without it, which serving follows within 30 seconds.',
  params: ExperimentPath,
  body: StopExperimentRequest,
  response: Experiment,
  problems: [...SECURED_STATUSES, 400, 404, 409, 413, 422],
});
