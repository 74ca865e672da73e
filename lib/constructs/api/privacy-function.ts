/** The function behind `/v1/privacy-requests`. It is the only API function that uses the database as risk_privacy_api. */
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ACCESS_PACKAGES_ROOT } from '../../../lambdas/shared/object-keys.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow, allowRead } from '../foundation/allow.ts';
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
  /** Bucket of case files, with the packages. */
  cases: IBucket;
}

export function createPrivacyFunction(
  scope: RiskStack,
  { users, limits, privacyRequests, cases }: PrivacyFunctionProps,
): RiskFunction {
  const privacyFunction = new RiskFunction(scope, 'prediction-api/privacy', {
    description: 'Takes, lists and starts requests of data subjects',
    timeout_seconds: scope.config.api.timeout_seconds,
    memory_mib: 512,
    sql: true,
    environment: {
      USER_POOL_ID: users.pool.userPoolId,
      PRIVACY_REQUEST_ARN: privacyRequests.arn,
      CASE_BUCKET: cases.bucketName,
    },
  });
  allowDatabaseRole(privacyFunction, 'risk_privacy_api');
  limits.allowCounting(privacyFunction);
  allowReadingGroups(privacyFunction, users);
  allow(privacyFunction, {
    actions: ['states:StartExecution'],
    resources: [privacyRequests.stateMachine.stateMachineArn],
  });
  // A signed address of a package has this function's permissions.
  allowRead(privacyFunction, cases, [ACCESS_PACKAGES_ROOT.slice(0, -1)]);
  return privacyFunction;
}
