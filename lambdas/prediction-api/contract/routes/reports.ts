/** The call that dashboards read: one report a name. */
import { route, SECURED } from '../route.ts';
import { Report, ReportPath, ReportQuery } from '../schemas/reports.ts';

export const reportRoute = route({
  operationId: 'getReport',
  method: 'GET',
  path: '/v1/reports/{name}',
  handler: 'read',
  scope: 'risk/read',
  summary: 'Read a report',
  description: 'What dashboards show, from small pre-aggregated tables that are refreshed after every run.',
  params: ReportPath,
  query: ReportQuery,
  answer: Report,
  problems: [...SECURED, 400, 404],
});
