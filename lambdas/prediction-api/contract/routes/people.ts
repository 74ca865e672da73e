/** Routes of people: who the caller is, and who has which role. */
import { PEOPLE_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { Me, PeopleList } from '../schemas/people.ts';

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

export const peopleRoute = defineRoute({
  operationId: 'listPeople',
  method: 'GET',
  path: '/v1/people',
  handler: 'governance',
  scope: 'risk/govern',
  roles: PEOPLE_READERS,
  summary: 'List people and their roles',
  description:
    'Everybody who may sign in, with roles, and where these differ from what was approved. A request of the kind role changes them.',
  response: PeopleList,
  problems: SECURED_STATUSES,
});
