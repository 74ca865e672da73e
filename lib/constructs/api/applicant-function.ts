/**
 * The function behind the page for applicants. Everybody can call it, so its role reads no table, and it writes uploads and
 * the words of contests only.
 */
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ATTACHMENTS_ROOT, CASE_UPLOADS_ROOT, CONTESTS_ROOT } from '../../../lambdas/shared/object-keys.ts';
import { allowCheckingContestLinks } from '../cases/contest-links.ts';
import { allowDatabaseRole } from '../database/database-access.ts';
import { allow } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import { RiskFunction } from '../functions/risk-function.ts';

export interface ApplicantFunctionProps {
  /** Bucket of case files. */
  cases: IBucket;
  /** Encrypts it. */
  key: IKey;
}

export function createApplicantFunction(scope: RiskStack, { cases, key }: ApplicantFunctionProps): RiskFunction {
  const applicant = new RiskFunction(scope, 'prediction-api/applicant', {
    description: 'Shows an applicant a decision by the link in its notice, and takes what contests it',
    timeout_seconds: scope.config.api.timeout_seconds,
    memory_mib: 512,
    sql: true,
    environment: {
      CASE_BUCKET: cases.bucketName,
      ATTACHMENT_LIMITS: JSON.stringify(scope.config.attachments),
    },
  });
  allowDatabaseRole(applicant, 'risk_applicant');
  allowCheckingContestLinks(applicant);
  allow(applicant, {
    actions: ['s3:PutObject'],
    resources: [CASE_UPLOADS_ROOT, CONTESTS_ROOT].map((root) => cases.arnForObjects(`${root}*`)),
    because: 'Contests and attachments are named when they are made, so their keys are not known beforehand.',
  });
  allow(applicant, { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [key.keyArn] });
  return applicant;
}

/** Allows the function of cases to announce and give attachments, and to read what applicants wrote. */
export function allowCaseFiles(caller: RiskFunction, { cases, key }: ApplicantFunctionProps): void {
  const because = 'Contests and attachments are named when they are made, so their keys are not known beforehand.';
  const objects = (root: string) => cases.arnForObjects(`${root}*`);
  caller.addEnvironment('CASE_BUCKET', cases.bucketName);
  caller.addEnvironment('ATTACHMENT_LIMITS', JSON.stringify(RiskStack.of(caller).config.attachments));
  allow(caller, { actions: ['s3:PutObject'], resources: [objects(CASE_UPLOADS_ROOT)], because });
  allow(caller, { actions: ['s3:GetObject'], resources: [ATTACHMENTS_ROOT, CONTESTS_ROOT].map(objects), because });
  // Without s3:ListBucket, S3 responds with 403 instead of 404 for words that were erased.
  allow(caller, { actions: ['s3:ListBucket'], resources: [cases.bucketArn] });
  allow(caller, { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [key.keyArn] });
}
