/** Where the database exports to, and under which key. */
import { requireEnv } from '../env.ts';

export interface ExportLocation {
  /** The work bucket. */
  bucket: string;
  region: string;
  /** ARN of the key that what is exported is encrypted with: `aws_s3` takes Amazon's own unless it is told one. */
  kms_key: string;
}

/** @throws {MissingEnvironmentVariable} */
export const getExportLocation = (): ExportLocation => ({
  bucket: requireEnv('WORK_BUCKET'),
  region: requireEnv('AWS_REGION'),
  kms_key: requireEnv('WORK_KMS_KEY_ARN'),
});
