/** Routes of people: who the caller is, and who has which role. */
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { Me } from '../schemas/people.ts';

export const meRoute = defineRoute({
  operationId: 'getMe',
  method: 'GET',
  path: '/v1/me',
  handler: 'read',
  scope: 'risk/read',
  roles: null,
  summary: 'Read who you are and what you may do',
  description:
    'Roles of the caller, and the calls and pages that they open. A person without a role may call it too, to see why nothing else answers.',
  response: Me,
  problems: SECURED_STATUSES,
});
