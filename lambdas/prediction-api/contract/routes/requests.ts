/** Routes of requests: proposed changes that another person approves, and emergency rollbacks. */
import { EMERGENCY_ROLES, REQUEST_KINDS, REQUEST_READERS, ROLE_NAMES } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import {
  DecideRequest,
  EmergencyRollbackRequest,
  ProposeRequest,
  Request,
  RequestList,
  RequestPath,
  RequestsQuery,
} from '../schemas/requests.ts';

const govern = { handler: 'governance', scope: 'risk/govern' } as const;
/** What is proposed has 8 KiB at most in the database's form, which has a space after each comma and colon. */
const MAX_PROPOSAL_BYTES = 6 * 1024;
const kinds = Object.values(REQUEST_KINDS);
/** Whoever may propose, or approve, some kind. The call itself holds the person to the request's own kind. */
const PROPOSERS = ROLE_NAMES.filter((role) => kinds.some(({ proposers }) => proposers.some((name) => name === role)));
const APPROVERS = ROLE_NAMES.filter((role) => kinds.some(({ approvers }) => approvers.some((name) => name === role)));
const CHANGE_STATUSES = [...SECURED_STATUSES, 400, 404, 409, 413, 422] as const;
const step = { ...govern, method: 'POST', params: RequestPath, body: DecideRequest, response: Request } as const;

export const requestsRoute = defineRoute({
  ...govern,
  operationId: 'listRequests',
  method: 'GET',
  path: '/v1/requests',
  roles: REQUEST_READERS,
  summary: 'List requests',
  description: 'Proposed changes in pages, the newest first: all, or those of a state or a kind.',
  query: RequestsQuery,
  response: RequestList,
  problems: [...SECURED_STATUSES, 400],
});

export const requestRoute = defineRoute({
  ...govern,
  operationId: 'getRequest',
  method: 'GET',
  path: '/v1/requests/{request_id}',
  roles: REQUEST_READERS,
  summary: 'Read a request',
  description: 'What is proposed, by whom and why, and what was decided. Its field can says what you may do.',
  params: RequestPath,
  response: Request,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const proposeRoute = defineRoute({
  ...govern,
  operationId: 'createRequest',
  method: 'POST',
  path: '/v1/requests',
  roles: PROPOSERS,
  summary: 'Propose a change',
  description:
    'A change of a model, gates, a role or an experiment; a policy is proposed by its own call. It ends by itself when nobody decides in time.',
  body: ProposeRequest,
  maxBodyBytes: MAX_PROPOSAL_BYTES,
  response: Request,
  problems: CHANGE_STATUSES,
});

export const approveRoute = defineRoute({
  ...step,
  operationId: 'approveRequest',
  path: '/v1/requests/{request_id}/approve',
  roles: APPROVERS,
  summary: 'Approve a request',
  description: 'Makes the proposed change. Nobody approves what they proposed or wrote themselves.',
  problems: CHANGE_STATUSES,
});

export const rejectRoute = defineRoute({
  ...step,
  operationId: 'rejectRequest',
  path: '/v1/requests/{request_id}/reject',
  roles: APPROVERS,
  summary: 'Reject a request',
  description: 'Ends a request without a change.',
  problems: CHANGE_STATUSES,
});

export const withdrawRoute = defineRoute({
  ...step,
  operationId: 'withdrawRequest',
  path: '/v1/requests/{request_id}/withdraw',
  roles: PROPOSERS,
  summary: 'Withdraw a request',
  description: 'Ends a request of your own without a change.',
  problems: CHANGE_STATUSES,
});

export const reviewRoute = defineRoute({
  ...step,
  operationId: 'reviewRequest',
  path: '/v1/requests/{request_id}/review',
  roles: APPROVERS,
  summary: 'Review an emergency rollback',
  description: 'Stores what you found about a rollback that another person made alone.',
  problems: CHANGE_STATUSES,
});

export const rollBackRoute = defineRoute({
  ...govern,
  operationId: 'rollBack',
  method: 'POST',
  path: '/v1/emergency-rollbacks',
  roles: EMERGENCY_ROLES,
  summary: 'Roll back in an emergency',
  description:
    'Lets the policies, or the model, decide again that decided before, at once and without an approval. People are alarmed, and another person reviews it afterwards.',
  body: EmergencyRollbackRequest,
  response: Request,
  problems: [...SECURED_STATUSES, 400, 409, 413, 422],
});
