/** The route of scored applications, which data scientists load (clients/python). */
import { PORTFOLIO_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { ApplicationsQuery, ScoredApplications } from '../schemas/applications.ts';

export const applicationsRoute = defineRoute({
  operationId: 'listApplications',
  method: 'GET',
  path: '/v1/applications',
  handler: 'read',
  scope: 'risk/read',
  roles: PORTFOLIO_READERS,
  summary: 'List scored applications with features and outcomes',
  description:
    'Delivered applications with their newest score, its features and the outcome, in pages, as reports count them. For analysis: without names, addresses or other personal fields.',
  query: ApplicationsQuery,
  response: ScoredApplications,
  problems: [...SECURED_STATUSES, 400],
});
