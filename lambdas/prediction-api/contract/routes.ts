/** The table of routes, from which the OpenAPI document and API Gateway's definition are generated. */
import type { ApiRoute } from './route.ts';
import { applicationsRoute } from './routes/applications.ts';
import { auditEventsRoute, gatesRoute } from './routes/audit-events.ts';
import { batchRoute, createBatchRoute, startBatchRoute } from './routes/batches.ts';
import { counterfactualsRoute, whatIfRoute } from './routes/counterfactuals.ts';
import { experimentRoute, experimentsRoute, stopExperimentRoute } from './routes/experiments.ts';
import {
  answerImportRoute,
  cancelImportRoute,
  checkImportRoute,
  completeImportRoute,
  createImportRoute,
  deliverImportRoute,
  importRoute,
  importsRoute,
} from './routes/imports.ts';
import { modelMetricsRoute, modelRoute, modelsRoute } from './routes/models.ts';
import { meRoute, peopleRoute } from './routes/people.ts';
import {
  assignmentsRoute,
  checkPolicyRoute,
  createPolicyRoute,
  editPolicyRoute,
  policiesRoute,
  policyRoute,
  policySpreadsheetRoute,
  proposePolicyRoute,
  readSpreadsheetRoute,
} from './routes/policies.ts';
import { createPortfolioReportRoute } from './routes/portfolio-reports.ts';
import {
  endOverrideRoute,
  overrideRoute,
  predictBatchRoute,
  predictionRoute,
  predictRoute,
  replayRoute,
  riskScoreRoute,
} from './routes/predictions.ts';
import { reportRoute } from './routes/reports.ts';
import {
  approveRoute,
  proposeRoute,
  rejectRoute,
  requestRoute,
  requestsRoute,
  reviewRoute,
  rollBackRoute,
  withdrawRoute,
} from './routes/requests.ts';
import { runRoute, runsRoute } from './routes/runs.ts';
import { documentationFileRoute, documentationRoute, healthRoute, openApiRoute } from './routes/service.ts';
import { createSimulationRoute, simulationRoute, simulationsRoute } from './routes/simulations.ts';

export const routes = [
  predictRoute,
  predictBatchRoute,
  createBatchRoute,
  startBatchRoute,
  batchRoute,
  createImportRoute,
  importsRoute,
  importRoute,
  completeImportRoute,
  answerImportRoute,
  checkImportRoute,
  deliverImportRoute,
  cancelImportRoute,
  riskScoreRoute,
  predictionRoute,
  replayRoute,
  counterfactualsRoute,
  whatIfRoute,
  overrideRoute,
  endOverrideRoute,
  modelsRoute,
  modelRoute,
  modelMetricsRoute,
  policiesRoute,
  policyRoute,
  createPolicyRoute,
  editPolicyRoute,
  checkPolicyRoute,
  policySpreadsheetRoute,
  readSpreadsheetRoute,
  proposePolicyRoute,
  assignmentsRoute,
  experimentsRoute,
  experimentRoute,
  stopExperimentRoute,
  requestsRoute,
  requestRoute,
  proposeRoute,
  approveRoute,
  rejectRoute,
  withdrawRoute,
  reviewRoute,
  rollBackRoute,
  createSimulationRoute,
  simulationsRoute,
  simulationRoute,
  gatesRoute,
  auditEventsRoute,
  runsRoute,
  runRoute,
  applicationsRoute,
  reportRoute,
  createPortfolioReportRoute,
  meRoute,
  peopleRoute,
  healthRoute,
  openApiRoute,
  documentationRoute,
  documentationFileRoute,
] as unknown as readonly ApiRoute[];
