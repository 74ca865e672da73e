/** The function behind `/v1/batches`. It is the only API function that presigns S3 addresses and starts a workflow. */
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow } from '../foundation/allow.ts';
import type { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import type { Workflow } from '../workflows/workflow.ts';
import { type ApiUsers, allowReadingGroups } from './api-users.ts';
import type { RateLimits } from './rate-limits.ts';

export interface BatchesFunctionProps {
  /** Work bucket, which holds uploads and results. */
  work: IBucket;
  /** Encrypts the work bucket. */
  key: IKey;
  batchScoring: Workflow;
  users: ApiUsers;
  limits: RateLimits;
}

/** A presigned address has this function's permissions: it may write uploads, read results, and nothing else. */
export function createBatchesFunction(
  scope: RiskStack,
  { work, key, batchScoring, users, limits }: BatchesFunctionProps,
): RiskFunction {
  const batchesFunction = new RiskFunction(scope, 'prediction-api/batches', {
    description: 'Creates, starts and returns batches that clients upload',
    timeout_seconds: scope.config.api.timeout_seconds,
    memory_mib: 512,
    sql: true,
    environment: {
      WORK_BUCKET: work.bucketName,
      REASONS_FOR: scope.config.scoring.reasons,
      BATCH_LIMITS: JSON.stringify(scope.config.batches),
      BATCH_SCORING_ARN: batchScoring.arn,
      USER_POOL_ID: users.pool.userPoolId,
    },
  });
  allowDatabaseRole(batchesFunction, 'risk_api_score');
  limits.allowCounting(batchesFunction);
  allowReadingGroups(batchesFunction, users);
  const because = 'Batches are named when they are made, so their keys are not known beforehand.';
  const [upload, result] = [work.arnForObjects('batches/*/upload'), work.arnForObjects('batches/*/results.csv.gz')];
  allow(batchesFunction, { actions: ['s3:PutObject'], resources: [upload], because });
  allow(batchesFunction, { actions: ['s3:GetObject'], resources: [upload, result], because });
  // Without s3:ListBucket, S3 responds with 403 instead of 404 for a missing key.
  allow(batchesFunction, { actions: ['s3:ListBucket'], resources: [work.bucketArn] });
  allow(batchesFunction, { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [key.keyArn] });
  allow(batchesFunction, {
    actions: ['states:StartExecution'],
    resources: [batchScoring.stateMachine.stateMachineArn],
  });
  return batchesFunction;
}
