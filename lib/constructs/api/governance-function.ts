/** The function behind policies and requests. It is the only API function that uses the database as risk_governance. */
import { allowDatabaseRole } from '../database/database-access.ts';
import type { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import { type ApiUsers, allowReadingGroups } from './api-users.ts';
import type { RateLimits } from './rate-limits.ts';

export interface GovernanceFunctionProps {
  users: ApiUsers;
  limits: RateLimits;
}

export function createGovernanceFunction(scope: RiskStack, { users, limits }: GovernanceFunctionProps): RiskFunction {
  const { api, governance } = scope.config;
  const governanceFunction = new RiskFunction(scope, 'prediction-api/governance', {
    description: 'Reads, proposes and approves policies and other changes',
    timeout_seconds: api.timeout_seconds,
    memory_mib: 512,
    sql: true,
    environment: { USER_POOL_ID: users.pool.userPoolId, REQUEST_DAYS: String(governance.request_days) },
  });
  allowDatabaseRole(governanceFunction, 'risk_governance');
  limits.allowCounting(governanceFunction);
  allowReadingGroups(governanceFunction, users);
  return governanceFunction;
}
