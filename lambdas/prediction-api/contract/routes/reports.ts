/** The route of reports, which dashboards read. */
import { PORTFOLIO_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { ReportPath, ReportQuery } from '../schemas/reports/query.ts';
import { Report } from '../schemas/reports.ts';

export const reportRoute = defineRoute({
  operationId: 'getReport',
  method: 'GET',
  path: '/v1/reports/{name}',
  handler: 'read',
  scope: 'risk/read',
  roles: PORTFOLIO_READERS,
  summary: 'Read a report',
  description: 'Figures for dashboards, from aggregates that are refreshed after every run.',
  params: ReportPath,
  query: ReportQuery,
  response: Report,
  problems: [...SECURED_STATUSES, 400, 404],
});
