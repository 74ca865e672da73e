/** Routes of the audit: events, and the promotion gates in force. */
import { AUDIT_READERS, REQUEST_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { AuditEventList, AuditEventsQuery } from '../schemas/audit-events.ts';
import { GatesVersion } from '../schemas/gates.ts';

export const auditEventsRoute = defineRoute({
  operationId: 'listAuditEvents',
  method: 'GET',
  path: '/v1/audit-events',
  handler: 'governance',
  scope: 'risk/govern',
  roles: AUDIT_READERS,
  summary: 'List audit events',
  description:
    'Who did what, when, to which version, in pages, newest first: all events, or those of an actor, an action, a subject or days. Each names the entry of the write-once audit trail that records it.',
  query: AuditEventsQuery,
  response: AuditEventList,
  problems: [...SECURED_STATUSES, 400],
});

export const gatesRoute = defineRoute({
  operationId: 'getGates',
  method: 'GET',
  path: '/v1/gates',
  handler: 'governance',
  scope: 'risk/govern',
  roles: REQUEST_READERS,
  summary: 'Read the promotion gates',
  description:
    'The gates by which new models are judged. Others are proposed as a request of the kind gates, with document and based_on as content.',
  response: GatesVersion,
  problems: SECURED_STATUSES,
});
