/** Defines where the database exports to in S3: bucket, region and encryption key. */
import { requireEnv } from '../env.ts';

export interface ExportLocation {
  /** The work bucket. */
  bucket: string;
  region: string;
  /** ARN of the key that encrypts exported objects. Without one, `aws_s3` uses a key of Amazon. */
  kms_key: string;
}

/**
 * Reads the export location of this function from its environment.
 * @throws {MissingEnvironmentVariable} when a variable is absent
 */
export const getExportLocation = (): ExportLocation => ({
  bucket: requireEnv('WORK_BUCKET'),
  region: requireEnv('AWS_REGION'),
  kms_key: requireEnv('WORK_KMS_KEY_ARN'),
});
