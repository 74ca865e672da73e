/** Routes of what would change a decision: the smallest changes, and values that a person tries. */
import { CASE_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { CounterfactualQuery, Counterfactuals, WhatIf, WhatIfRequest } from '../schemas/counterfactuals.ts';
import { PredictionPath } from '../schemas/evidence.ts';

/** A search scores some hundred changes. */
const REQUESTS_OF_A_SEARCH = 5;

export const counterfactualsRoute = defineRoute({
  operationId: 'getCounterfactuals',
  method: 'GET',
  path: '/v1/predictions/{prediction_id}/counterfactuals',
  handler: 'replay',
  scope: 'risk/read',
  roles: CASE_READERS,
  summary: 'Find what would change a decision',
  description:
    'The smallest changes of features that a person can change, with which the model and the policy of the decision reach the target. Each is scored again. Protected features never change. A search counts against the rate limit as five requests.',
  params: PredictionPath,
  query: CounterfactualQuery,
  countRequests: () => REQUESTS_OF_A_SEARCH,
  response: Counterfactuals,
  problems: [...SECURED_STATUSES, 400, 404, 409],
});

export const whatIfRoute = defineRoute({
  operationId: 'tryWhatIf',
  method: 'POST',
  path: '/v1/predictions/{prediction_id}/what-if',
  handler: 'replay',
  scope: 'risk/read',
  roles: CASE_READERS,
  summary: 'Try values of a decision',
  description:
    'Scores a stored prediction with other values of features that a person can change, by its own model and policy. Nothing is stored.',
  params: PredictionPath,
  body: WhatIfRequest,
  response: WhatIf,
  problems: [...SECURED_STATUSES, 400, 404, 409, 413, 422],
});
