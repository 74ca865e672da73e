/** The function behind `/v1/imports`. It is the only API function that presigns uploads of raw files. */
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { IMPORTS_ROOT } from '../../../lambdas/onboarding/contract/import-state.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow, allowDelete } from '../foundation/allow.ts';
import type { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';
import { type ApiUsers, allowReadingGroups } from './api-users.ts';
import type { RateLimits } from './rate-limits.ts';

export interface ImportsFunctionProps {
  /** Work bucket, which holds the uploads, proposals and checks. */
  work: IBucket;
  /** Bucket of the reports that a person keeps. */
  reports: IBucket;
  /** Encrypts both buckets. */
  key: IKey;
  users: ApiUsers;
  limits: RateLimits;
}

/** A presigned address has this function's permissions: it may write raw files, read reports, and nothing else. */
export function createImportsFunction(
  scope: RiskStack,
  { work, reports, key, users, limits }: ImportsFunctionProps,
): RiskFunction {
  const worker = `${scope.prefix}-import-raw-file`;
  const importsFunction = new RiskFunction(scope, 'prediction-api/imports', {
    description: 'Creates, corrects, checks and delivers what people import',
    timeout_seconds: scope.config.api.timeout_seconds,
    memory_mib: 512,
    sql: true,
    environment: {
      WORK_BUCKET: work.bucketName,
      REPORT_BUCKET: reports.bucketName,
      IMPORT_LIMITS: JSON.stringify({ ...scope.config.imports, bytes: scope.config.etl.raw_file_bytes }),
      IMPORT_FUNCTION: worker,
      USER_POOL_ID: users.pool.userPoolId,
    },
  });
  allowDatabaseRole(importsFunction, 'risk_import');
  limits.allowCounting(importsFunction);
  allowReadingGroups(importsFunction, users);
  const because = 'Imports are named when they are made, so their keys are not known beforehand.';
  const objects = (bucket: IBucket, name: string) => bucket.arnForObjects(`${IMPORTS_ROOT}*/${name}`);
  const files = objects(work, 'files/*');
  allow(importsFunction, {
    actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    resources: [files],
    because,
  });
  allow(importsFunction, { actions: ['s3:PutObject'], resources: [objects(work, 'answers.json')], because });
  allow(importsFunction, {
    actions: ['s3:GetObject'],
    resources: [files, objects(work, '*.json'), objects(reports, 'report.*'), objects(reports, 'refused.csv')],
    because,
  });
  allowDelete(importsFunction, work, [IMPORTS_ROOT.slice(0, -1)]);
  // Without s3:ListBucket, S3 responds with 403 instead of 404 for a missing key.
  allow(importsFunction, { actions: ['s3:ListBucket'], resources: [work.bucketArn] });
  allow(importsFunction, { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [key.keyArn] });
  allow(importsFunction, {
    actions: ['lambda:InvokeFunction'],
    resources: [scope.formatArn({ service: 'lambda', resource: `function:${worker}` })],
  });
  return importsFunction;
}
