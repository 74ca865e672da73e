/** Where the database exports to, and under which key. */
import { env } from '../env.ts';

export interface ExportPlace {
  /** The work bucket. */
  bucket: string;
  region: string;
  /** ARN of the key that what is exported is encrypted with: `aws_s3` takes Amazon's own unless it is told one. */
  kms_key: string;
}

/** @throws {MissingEnvironmentVariable} */
export const exportPlace = (): ExportPlace => ({
  bucket: env('WORK_BUCKET'),
  region: env('AWS_REGION'),
  kms_key: env('WORK_KMS_KEY_ARN'),
});
