/**
 * Handles the calls about policies and requests. A separate Lambda, because only this one logs in as the role that may
 * propose and approve.
 */

import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { getDatabase } from '../shared/aws/database.ts';
import { createEmailReader } from '../shared/aws/person-emails.ts';
import { createNameReader, type ReadName } from '../shared/aws/person-names.ts';
import { createGroupReader, type ReadGroups } from '../shared/aws/user-groups.ts';
import { openUserPool } from '../shared/people/user-pool.ts';
import { auditEventsRoute, gatesRoute } from './contract/routes/audit-events.ts';
import {
  changeWebhookRoute,
  createWebhookRoute,
  eventsRoute,
  resendDeadRoute,
  resendEventRoute,
  testWebhookRoute,
  webhooksRoute,
} from './contract/routes/events.ts';
import { experimentRoute, experimentsRoute, stopExperimentRoute } from './contract/routes/experiments.ts';
import { peopleRoute } from './contract/routes/people.ts';
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
} from './contract/routes/policies.ts';
import {
  approveRoute,
  proposeRoute,
  rejectRoute,
  requestRoute,
  requestsRoute,
  reviewRoute,
  rollBackRoute,
  withdrawRoute,
} from './contract/routes/requests.ts';
import { createSimulationRoute, simulationRoute, simulationsRoute } from './contract/routes/simulations.ts';
import { listAuditEvents } from './governance/audit-events.ts';
import type { RoleServices } from './governance/dependencies.ts';
import type { EventServices } from './governance/events/dependencies.ts';
import { createEventServices } from './governance/events/event-services.ts';
import { listEvents, resendEvent } from './governance/events/events.ts';
import {
  changeWebhook,
  createWebhook,
  listWebhooks,
  resendDeadEvents,
  testWebhook,
} from './governance/events/webhooks.ts';
import { listExperiments, readExperiment, stopExperiment } from './governance/experiments.ts';
import { noteIdentityBefore } from './governance/identities.ts';
import { listPeople } from './governance/list-people.ts';
import { listAssignments, listPolicies, readPolicy } from './governance/policies/policies.ts';
import { exportPolicy, importPolicy } from './governance/policies/spreadsheets.ts';
import { checkPolicyVersion, createPolicy, editPolicy, proposePolicy } from './governance/requests/change-policies.ts';
import {
  approveRequest,
  createRequest,
  rejectRequest,
  reviewRequest,
  withdrawRequest,
} from './governance/requests/change-requests.ts';
import { readGates } from './governance/requests/gates.ts';
import { listRequests, readRequest } from './governance/requests/requests.ts';
import { createApplyRolesCall } from './governance/requests/role-requests.ts';
import { rollBack } from './governance/requests/roll-back.ts';
import { createSimulationStarter } from './governance/simulation-workflow.ts';
import { createSimulation, listSimulations, readSimulation } from './governance/simulations.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation } from './http/operation.ts';

/** Creates a handler with empty caches, as a new process of the function has it. */
export function governanceHandler(
  readGroups: ReadGroups = createGroupReader(),
  readName: ReadName = createNameReader(),
  {
    pool = openUserPool,
    applyRoles = createApplyRolesCall(new LambdaClient({})),
    readEmail = createEmailReader(),
    ...events
  }: Partial<RoleServices & EventServices> = {},
): ApiHandler {
  const startSimulation = createSimulationStarter(new SFNClient({}));
  const services = { ...createEventServices(new KMSClient({}), new LambdaClient({})), ...events };
  const dependencies = { database: getDatabase, readName, pool, applyRoles, readEmail, ...services };
  return createApiHandler(
    'prediction-api/governance',
    [
      bindOperation(gatesRoute, () => readGates(dependencies)),
      bindOperation(auditEventsRoute, (input) => listAuditEvents(dependencies, input)),
      bindOperation(webhooksRoute, () => listWebhooks(dependencies)),
      bindOperation(createWebhookRoute, (input) => createWebhook(dependencies, input)),
      bindOperation(changeWebhookRoute, (input) => changeWebhook(dependencies, input)),
      bindOperation(testWebhookRoute, (input) => testWebhook(dependencies, input)),
      bindOperation(resendDeadRoute, (input) => resendDeadEvents(dependencies, input)),
      bindOperation(eventsRoute, (input) => listEvents(dependencies, input)),
      bindOperation(resendEventRoute, (input) => resendEvent(dependencies, input)),
      bindOperation(policiesRoute, () => listPolicies(dependencies)),
      bindOperation(policyRoute, (input) => readPolicy(dependencies, input)),
      bindOperation(createPolicyRoute, (input) => createPolicy(dependencies, input)),
      bindOperation(editPolicyRoute, (input) => editPolicy(dependencies, input)),
      bindOperation(checkPolicyRoute, (input) => checkPolicyVersion(dependencies, input)),
      bindOperation(policySpreadsheetRoute, (input) => exportPolicy(dependencies, input)),
      bindOperation(readSpreadsheetRoute, (input) => importPolicy(input)),
      bindOperation(proposePolicyRoute, (input) => proposePolicy(dependencies, input)),
      bindOperation(peopleRoute, () => listPeople(dependencies)),
      bindOperation(assignmentsRoute, () => listAssignments(dependencies)),
      bindOperation(experimentsRoute, () => listExperiments(dependencies)),
      bindOperation(experimentRoute, (input) => readExperiment(dependencies, input)),
      bindOperation(stopExperimentRoute, (input) => stopExperiment(dependencies, input)),
      bindOperation(requestsRoute, (input) => listRequests(dependencies, input)),
      bindOperation(requestRoute, (input) => readRequest(dependencies, input)),
      bindOperation(proposeRoute, (input) => createRequest(dependencies, input)),
      bindOperation(approveRoute, (input) => approveRequest(dependencies, input)),
      bindOperation(rejectRoute, (input) => rejectRequest(dependencies, input)),
      bindOperation(withdrawRoute, (input) => withdrawRequest(dependencies, input)),
      bindOperation(reviewRoute, (input) => reviewRequest(dependencies, input)),
      bindOperation(rollBackRoute, (input, telemetry) => rollBack(dependencies, input, telemetry)),
      bindOperation(createSimulationRoute, (input) => createSimulation({ ...dependencies, startSimulation }, input)),
      bindOperation(simulationsRoute, (input) => listSimulations(dependencies, input)),
      bindOperation(simulationRoute, (input) => readSimulation(dependencies, input)),
    ].map((operation) => noteIdentityBefore(dependencies, operation)),
    limitRequestRate,
    readGroups,
  );
}

export const handler = governanceHandler();
