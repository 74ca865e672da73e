/** Routes of requests of data subjects: access, rectification, restriction, objection and erasure. */
import { PRIVACY_OFFICERS, PRIVACY_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import {
  CreatePrivacyRequest,
  EndPrivacyRequest,
  ExtendPrivacyRequest,
  PrivacyPackage,
  PrivacyRequest,
  PrivacyRequestList,
  PrivacyRequestPath,
  PrivacyRequestsQuery,
} from '../schemas/privacy.ts';

const ROOT = '/v1/privacy-requests';
/** What the routes have in common. */
const OF_OFFICERS = { handler: 'privacy', scope: 'risk/privacy', roles: PRIVACY_OFFICERS } as const;
const OF_READERS = { handler: 'privacy', scope: 'risk/privacy', roles: PRIVACY_READERS } as const;
const CHANGE = { method: 'POST', response: PrivacyRequest } as const;
const CHANGE_PROBLEMS = [...SECURED_STATUSES, 400, 404, 409, 413, 422] as const;

export const createPrivacyRequestRoute = defineRoute({
  ...{ ...OF_OFFICERS, ...CHANGE },
  operationId: 'createPrivacyRequest',
  path: ROOT,
  summary: 'Enter what a person asked for',
  description:
    'Stores the request with its deadline, one month after its receipt (GDPR 12(3)). Nothing is read or changed of the person until it is started. A person has one unfinished request of a kind.',
  body: CreatePrivacyRequest,
  problems: [...SECURED_STATUSES, 400, 409, 413, 422],
});

export const privacyRequestsRoute = defineRoute({
  ...OF_READERS,
  operationId: 'listPrivacyRequests',
  method: 'GET',
  path: ROOT,
  summary: 'List requests of data subjects',
  description: 'The newest first. Auditors see no id of a customer.',
  query: PrivacyRequestsQuery,
  response: PrivacyRequestList,
  problems: [...SECURED_STATUSES, 400],
});

export const privacyRequestRoute = defineRoute({
  ...OF_READERS,
  operationId: 'getPrivacyRequest',
  method: 'GET',
  path: `${ROOT}/{request_id}`,
  summary: 'Read a request of a data subject',
  description: 'With what was found or done, in numbers, once it was handled.',
  params: PrivacyRequestPath,
  response: PrivacyRequest,
  problems: [...SECURED_STATUSES, 400, 404],
});

export const startPrivacyRequestRoute = defineRoute({
  ...{ ...OF_OFFICERS, ...CHANGE },
  operationId: 'startPrivacyRequest',
  path: `${ROOT}/{request_id}/start`,
  summary: 'Handle a request',
  description:
    'Starts the workflow that handles it: gathers the package, restricts, corrects or erases. Read the request until it is completed. A failed one can be started again. An erasure cannot be undone.',
  params: PrivacyRequestPath,
  problems: [...SECURED_STATUSES, 400, 404, 409],
});

export const extendPrivacyRequestRoute = defineRoute({
  ...{ ...OF_OFFICERS, ...CHANGE },
  operationId: 'extendPrivacyRequest',
  path: `${ROOT}/{request_id}/extend`,
  summary: 'Extend a deadline',
  description:
    'Three months after the receipt at most, where the request is complex (GDPR 12(3)). The person must be told within the first month.',
  params: PrivacyRequestPath,
  body: ExtendPrivacyRequest,
  problems: CHANGE_PROBLEMS,
});

export const refusePrivacyRequestRoute = defineRoute({
  ...{ ...OF_OFFICERS, ...CHANGE },
  operationId: 'refusePrivacyRequest',
  path: `${ROOT}/{request_id}/refuse`,
  summary: 'Refuse a request',
  description: 'With the reason that the person is told (GDPR 12(4)). Nothing is read or changed of the person.',
  params: PrivacyRequestPath,
  body: EndPrivacyRequest,
  problems: CHANGE_PROBLEMS,
});

export const completePrivacyRequestRoute = defineRoute({
  ...{ ...OF_OFFICERS, ...CHANGE },
  operationId: 'completePrivacyRequest',
  path: `${ROOT}/{request_id}/complete`,
  summary: 'State that a request was completed by hand',
  description: 'For what was done outside this system, or needed nothing. It reads and changes nothing of the person.',
  params: PrivacyRequestPath,
  body: EndPrivacyRequest,
  problems: CHANGE_PROBLEMS,
});

export const privacyPackageRoute = defineRoute({
  ...OF_OFFICERS,
  operationId: 'getPrivacyPackage',
  method: 'GET',
  path: `${ROOT}/{request_id}/package`,
  summary: 'Download the package of an access request',
  description:
    'Signed addresses, of a few minutes, of the files with everything that is stored of the person: as JSON, and as a page to read. Each call is recorded in the audit.',
  params: PrivacyRequestPath,
  response: PrivacyPackage,
  problems: [...SECURED_STATUSES, 400, 404, 409],
});
