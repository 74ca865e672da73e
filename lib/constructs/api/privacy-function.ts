/** The function behind `/v1/privacy-requests`. It is the only API function that uses the database as risk_privacy_api. */
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow } from '../foundation/allow.ts';
import type { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import type { Workflow } from '../workflows/workflow.ts';
import { type ApiUsers, allowReadingGroups } from './api-users.ts';
import type { RateLimits } from './rate-limits.ts';

export interface PrivacyFunctionProps {
  users: ApiUsers;
  limits: RateLimits;
  /** Handles requests of data subjects. */
  privacyRequests: Workflow;
}

export function createPrivacyFunction(
  scope: RiskStack,
  { users, limits, privacyRequests }: PrivacyFunctionProps,
): RiskFunction {
  const privacyFunction = new RiskFunction(scope, 'prediction-api/privacy', {
    description: 'Takes, lists and starts requests of data subjects',
    timeout_seconds: scope.config.api.timeout_seconds,
    memory_mib: 512,
    sql: true,
    environment: { USER_POOL_ID: users.pool.userPoolId, PRIVACY_REQUEST_ARN: privacyRequests.arn },
  });
  allowDatabaseRole(privacyFunction, 'risk_privacy_api');
  limits.allowCounting(privacyFunction);
  allowReadingGroups(privacyFunction, users);
  allow(privacyFunction, {
    actions: ['states:StartExecution'],
    resources: [privacyRequests.stateMachine.stateMachineArn],
  });
  return privacyFunction;
}
