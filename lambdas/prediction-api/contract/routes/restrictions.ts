/** Routes of restrictions of processing, and of the retention. Restrictions are made by requests of data subjects. */
import { PRIVACY_OFFICERS, PRIVACY_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import {
  LiftRestriction,
  Restriction,
  RestrictionList,
  RestrictionPath,
  RestrictionsQuery,
  Retention,
} from '../schemas/restrictions.ts';

const OF_READERS = { handler: 'privacy', scope: 'risk/privacy', roles: PRIVACY_READERS } as const;

export const restrictionsRoute = defineRoute({
  ...OF_READERS,
  operationId: 'listRestrictions',
  method: 'GET',
  path: '/v1/restrictions',
  summary: 'List customers who are not scored',
  description: 'Restrictions of processing and objections, the newest first. Auditors see no id of a customer.',
  query: RestrictionsQuery,
  response: RestrictionList,
  problems: [...SECURED_STATUSES, 400],
});

export const liftRestrictionRoute = defineRoute({
  handler: 'privacy',
  scope: 'risk/privacy',
  roles: PRIVACY_OFFICERS,
  operationId: 'liftRestriction',
  method: 'POST',
  path: '/v1/restrictions/{restriction_id}/lift',
  summary: 'Lift a restriction',
  description:
    'The customer is scored again when no other restriction holds. The person must be told before (GDPR 18(3)).',
  params: RestrictionPath,
  body: LiftRestriction,
  response: Restriction,
  problems: [...SECURED_STATUSES, 400, 404, 409, 413, 422],
});

export const retentionRoute = defineRoute({
  ...OF_READERS,
  operationId: 'getRetention',
  method: 'GET',
  path: '/v1/retention',
  summary: 'Read what is deleted when',
  description: 'The schedule with its sources, what other mechanisms delete, and what the newest runs deleted.',
  response: Retention,
  problems: [...SECURED_STATUSES],
});
