/** The function behind policies and requests. It is the only API function that uses the database as risk_governance. */
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow } from '../foundation/allow.ts';
import type { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import type { Workflow } from '../workflows/workflow.ts';
import { type ApiUsers, allowReadingGroups } from './api-users.ts';
import type { RateLimits } from './rate-limits.ts';

export interface GovernanceFunctionProps {
  users: ApiUsers;
  limits: RateLimits;
  simulation: Workflow;
  /** Makes approved changes of the champion. */
  modelLifecycle: Workflow;
}

export function createGovernanceFunction(
  scope: RiskStack,
  { users, limits, simulation, modelLifecycle }: GovernanceFunctionProps,
): RiskFunction {
  const { api, governance, events } = scope.config;
  const applyRoles = `${scope.prefix}-apply-roles`;
  const publishEvents = `${scope.prefix}-publish-events`;
  const { key } = scope.foundation;
  const governanceFunction = new RiskFunction(scope, 'prediction-api/governance', {
    description: 'Reads, proposes and approves policies and other changes',
    timeout_seconds: api.timeout_seconds,
    memory_mib: 512,
    sql: true,
    environment: {
      USER_POOL_ID: users.pool.userPoolId,
      REQUEST_DAYS: String(governance.request_days),
      SIMULATION_ARN: simulation.arn,
      APPLY_ROLES_FUNCTION: applyRoles,
      MODEL_LIFECYCLE_ARN: modelLifecycle.arn,
      PUBLISH_EVENTS_FUNCTION: publishEvents,
      KEY_ARN: key.keyArn,
      PRIVATE_ENDPOINTS: String(events.private_endpoints),
    },
  });
  allowDatabaseRole(governanceFunction, 'risk_governance');
  limits.allowCounting(governanceFunction);
  allowReadingGroups(governanceFunction, users);
  allow(governanceFunction, {
    actions: ['states:StartExecution'],
    resources: [simulation, modelLifecycle].map(({ stateMachine }) => stateMachine.stateMachineArn),
  });
  allow(governanceFunction, {
    actions: ['cognito-idp:ListUsers', 'cognito-idp:ListUsersInGroup'],
    resources: [users.pool.userPoolArn],
  });
  allow(governanceFunction, {
    actions: ['lambda:InvokeFunction'],
    resources: [applyRoles, publishEvents].map((name) =>
      scope.formatArn({ service: 'lambda', resource: `function:${name}` }),
    ),
  });
  allow(governanceFunction, {
    actions: ['kms:Encrypt'],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:EncryptionContext:purpose': 'webhook' } },
  });
  return governanceFunction;
}
