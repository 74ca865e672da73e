/** Calls about runs of the daily ETL. */
import { route, SECURED } from '../route.ts';
import { Run, RunList, RunPath, RunsQuery } from '../schemas/runs.ts';

export const runsRoute = route({
  operationId: 'listRuns',
  method: 'GET',
  path: '/v1/runs',
  handler: 'read',
  scope: 'risk/read',
  summary: 'List the runs of the daily ETL',
  description: 'Every run, page by page, newest first.',
  query: RunsQuery,
  answer: RunList,
  problems: [...SECURED, 400],
});

export const runRoute = route({
  operationId: 'getRun',
  method: 'GET',
  path: '/v1/runs/{run_id}',
  handler: 'read',
  scope: 'risk/read',
  summary: 'Read a run of the daily ETL',
  description: 'Files, refused rows by reason, and quality checks of a run.',
  params: RunPath,
  answer: Run,
  problems: [...SECURED, 400, 404],
});
