/**
 * Handles the calls about policies and requests. A separate Lambda, because only this one logs in as the role that may
 * propose and approve.
 */
import { getDatabase } from '../shared/aws/database.ts';
import { createNameReader, type ReadName } from '../shared/aws/person-names.ts';
import { createGroupReader, type ReadGroups } from '../shared/aws/user-groups.ts';
import { assignmentsRoute, policiesRoute, policyRoute } from './contract/routes/policies.ts';
import { requestRoute, requestsRoute } from './contract/routes/requests.ts';
import { listAssignments, listPolicies, readPolicy } from './governance/policies.ts';
import { listRequests, readRequest } from './governance/requests.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation } from './http/operation.ts';

/** Creates a handler with empty caches, as a new process of the function has it. */
export function governanceHandler(
  readGroups: ReadGroups = createGroupReader(),
  readName: ReadName = createNameReader(),
): ApiHandler {
  const dependencies = { database: getDatabase, readName };
  return createApiHandler(
    'prediction-api/governance',
    [
      bindOperation(policiesRoute, () => listPolicies(dependencies)),
      bindOperation(policyRoute, (input) => readPolicy(dependencies, input)),
      bindOperation(assignmentsRoute, () => listAssignments(dependencies)),
      bindOperation(requestsRoute, (input) => listRequests(dependencies, input)),
      bindOperation(requestRoute, (input) => readRequest(dependencies, input)),
    ],
    limitRequestRate,
    readGroups,
  );
}

export const handler = governanceHandler();
