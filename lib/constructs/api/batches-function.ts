// The function that answers the calls about batches: the only one of the API that may let clients reach a bucket, and
// start a workflow.

import type { StorageStack } from '../../stacks/storage-stack.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow } from '../foundation/allow.ts';
import type { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import type { Workflow } from '../workflows/workflow.ts';
import type { RateLimits } from './rate-limits.ts';

export interface BatchesFunctionProps {
  storage: StorageStack;
  batchScoring: Workflow;
  limits: RateLimits;
}

/** What it signs, S3 lets a client do as this function: so it may write uploads, read results, and nothing else. */
export function createBatchesFunction(
  scope: RiskStack,
  { storage: { work, key }, batchScoring: { stateMachine }, limits }: BatchesFunctionProps,
): RiskFunction {
  const answering = new RiskFunction(scope, 'prediction-api/batches', {
    description: 'Makes, starts and tells of batches that clients upload',
    timeout_seconds: scope.config.api.timeout_seconds,
    memory_mib: 512,
    sql: true,
    environment: {
      WORK_BUCKET: work.bucketName,
      REASONS_FOR: scope.config.scoring.reasons,
      BATCH_SCORING_ARN: stateMachine.stateMachineArn,
    },
  });
  allowDatabaseRole(answering, 'risk_api_score');
  limits.allowCounting(answering);
  const because = 'Batches are named when they are made, so their keys are not known beforehand.';
  const [upload, result] = [work.arnForObjects('batches/*/upload'), work.arnForObjects('batches/*/results.csv.gz')];
  allow(answering, { actions: ['s3:PutObject'], resources: [upload], because });
  allow(answering, { actions: ['s3:GetObject'], resources: [upload, result], because });
  // S3 answers "no such key" only to those who may list the bucket, else "forbidden".
  allow(answering, { actions: ['s3:ListBucket'], resources: [work.bucketArn] });
  allow(answering, { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [key.keyArn] });
  allow(answering, { actions: ['states:StartExecution'], resources: [stateMachine.stateMachineArn] });
  return answering;
}
