/** The function behind cases. It is the only API function that uses the database as risk_cases. */
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { allowIssuingNotices } from '../cases/notice-files.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow } from '../foundation/allow.ts';
import type { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import { type ApiUsers, allowReadingGroups } from './api-users.ts';
import { allowCaseFiles } from './applicant-function.ts';
import type { RateLimits } from './rate-limits.ts';

export interface CasesFunctionProps {
  users: ApiUsers;
  limits: RateLimits;
  /** Bucket of case files. */
  cases: IBucket;
  /** Encrypts it. */
  key: IKey;
}

export function createCasesFunction(scope: RiskStack, { users, limits, cases, key }: CasesFunctionProps): RiskFunction {
  const casesFunction = new RiskFunction(scope, 'prediction-api/cases', {
    description: 'Lists, claims and decides cases; issues notices',
    timeout_seconds: scope.config.api.timeout_seconds,
    memory_mib: 512,
    sql: true,
    noticeFonts: true,
    environment: { USER_POOL_ID: users.pool.userPoolId },
  });
  allowDatabaseRole(casesFunction, 'risk_cases');
  allowIssuingNotices(casesFunction, cases);
  limits.allowCounting(casesFunction);
  allowReadingGroups(casesFunction, users);
  // Lists the people to whom a case can be assigned.
  allow(casesFunction, { actions: ['cognito-idp:ListUsersInGroup'], resources: [users.pool.userPoolArn] });
  allowCaseFiles(casesFunction, { cases, key });
  return casesFunction;
}
