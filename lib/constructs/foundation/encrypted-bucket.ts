// Every bucket's defaults.
import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { RiskStack, toKebabCase } from './risk-stack.ts';

export interface EncryptedBucketProps extends Omit<BucketProps, 'encryption' | 'encryptionKey'> {
  key: IKey;
  accessLogs: IBucket;
}

/** Encrypted with the environment's key, versioned, TLS only, not public, with its accesses logged. */
export class EncryptedBucket extends Bucket {
  constructor(scope: Construct, id: string, { key, accessLogs, lifecycleRules = [], ...props }: EncryptedBucketProps) {
    super(scope, id, {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      // One data key a bucket instead of one a object: KMS requests cost more than the storage of small files.
      bucketKeyEnabled: true,
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: `${toKebabCase(id)}/`,
      lifecycleRules: [
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        ...lifecycleRules,
      ],
      ...privateAndTlsOnly(scope),
      ...props,
    });
  }
}

/** What a function that has the database export to a bucket is told: lambdas/shared/aws/export-location.ts. */
export function exportEnvironment(bucket: IBucket): Record<string, string> {
  if (!bucket.encryptionKey) throw new Error(`${bucket.node.path} has no key to encrypt exports with`);
  return { WORK_BUCKET: bucket.bucketName, WORK_KMS_KEY_ARN: bucket.encryptionKey.keyArn };
}

/** Target of the other buckets' access logs. S3 delivers such logs to buckets with S3-managed encryption only. */
export class AccessLogsBucket extends Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      versioned: true,
      lifecycleRules: [{ id: 'expiry', expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(1) }],
      ...privateAndTlsOnly(scope),
    });
  }
}

function privateAndTlsOnly(scope: Construct) {
  return {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: RiskStack.of(scope).removalPolicy,
  } as const;
}
