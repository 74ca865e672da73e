/** Defaults of every S3 bucket: encryption, versioning, TLS, access logs. */
import { type CustomResourceProviderBase, Duration } from 'aws-cdk-lib';
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

/** Bucket that is encrypted with the environment's key, versioned, TLS only, private, with access logs. */
export class EncryptedBucket extends Bucket {
  constructor(scope: Construct, id: string, { key, accessLogs, lifecycleRules = [], ...props }: EncryptedBucketProps) {
    super(scope, id, {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      // One data key for each bucket, not for each object: KMS requests cost more than storing small files.
      bucketKeyEnabled: true,
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: `${toKebabCase(id)}/`,
      lifecycleRules: [
        { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        ...lifecycleRules,
      ],
      ...buildPrivateTlsProps(scope),
      ...props,
    });
  }
}

/** Environment of a function that makes Aurora export to a bucket; lambdas/shared/aws/export-location.ts reads it. */
export function buildExportEnvironment(bucket: IBucket): Record<string, string> {
  if (!bucket.encryptionKey) throw new Error(`${bucket.node.path} has no key to encrypt exports with`);
  return { WORK_BUCKET: bucket.bucketName, WORK_KMS_KEY_ARN: bucket.encryptionKey.keyArn };
}

/**
 * Returns the ARN of the role by which CDK empties the stack's buckets before it deletes them, or undefined where nothing
 * is emptied.
 */
export function findEmptyingRole(stack: RiskStack): string | undefined {
  const provider = stack.node.tryFindChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  return provider ? (provider as CustomResourceProviderBase).roleArn : undefined;
}

/** Bucket for access logs. S3 delivers them only to buckets with S3-managed encryption. */
export class AccessLogsBucket extends Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      versioned: true,
      lifecycleRules: [{ id: 'expiry', expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(1) }],
      ...buildPrivateTlsProps(scope),
    });
  }
}

function buildPrivateTlsProps(scope: Construct) {
  const { removalPolicy, emptiesBuckets } = RiskStack.of(scope);
  return {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy,
    autoDeleteObjects: emptiesBuckets,
  } as const;
}
