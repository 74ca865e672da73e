/** The route by which devices upload what they decided without a network. */
import { SCORERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { EdgeDecisionResults, EdgeDecisionUpload } from '../schemas/edge-decisions.ts';

export const uploadEdgeDecisionsRoute = defineRoute({
  operationId: 'uploadEdgeDecisions',
  method: 'POST',
  path: '/v1/edge-decisions',
  handler: 'predict',
  scope: 'risk/score',
  roles: SCORERS,
  summary: 'Upload decisions that were made offline',
  description:
    'Verifies the signature of the bundle, computes each decision again with its model and policy, and stores those that come out the same, as predictions of the source edge. The id of a decision is that of its prediction: a repeated upload stores nothing twice. An upload counts against the rate limit as one request for each decision.',
  body: EdgeDecisionUpload,
  maxBodyBytes: 1024 * 1024,
  listField: 'decisions',
  countRequests: ({ decisions }) => decisions.length,
  response: EdgeDecisionResults,
  problems: [...SECURED_STATUSES, 400, 413, 422],
});
