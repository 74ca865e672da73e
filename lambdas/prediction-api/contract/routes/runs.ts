/** Routes of runs of the daily workflow. */
import { PORTFOLIO_READERS } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import { RunDetails, RunList, RunPath, RunsQuery } from '../schemas/runs.ts';

export const runsRoute = defineRoute({
  operationId: 'listRuns',
  method: 'GET',
  path: '/v1/runs',
  handler: 'read',
  scope: 'risk/read',
  roles: PORTFOLIO_READERS,
  summary: 'List the runs of the daily workflow',
  description: 'Runs in pages, newest first: all of them, or those of a state or of months of the as-of date.',
  query: RunsQuery,
  response: RunList,
  problems: [...SECURED_STATUSES, 400],
});

export const runRoute = defineRoute({
  operationId: 'getRun',
  method: 'GET',
  path: '/v1/runs/{run_id}',
  handler: 'read',
  scope: 'risk/read',
  roles: PORTFOLIO_READERS,
  summary: 'Read a run of the daily workflow',
  description: 'Stages, files, rejected rows by reason, and quality checks of a run.',
  params: RunPath,
  response: RunDetails,
  problems: [...SECURED_STATUSES, 400, 404],
});
