/** IAM grants with exact actions on exact resources. CDK's grant methods add wildcards such as `s3:GetObject*`. */
import { Stack, Validations } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { IConstruct } from 'constructs';

export type Grantee = IConstruct & IGrantable;

export interface Permission {
  actions: string[];
  resources: string[];
  conditions?: Record<string, Record<string, unknown>>;
  /** Reason why a `*` cannot be narrower; acknowledges cdk-nag's finding. */
  because?: string;
}

/**
 * Adds one statement to the grantee's role. A wildcard without `because` remains a cdk-nag finding and fails the synth.
 */
export function allow(grantee: Grantee, permission: Permission): void {
  const { because, ...statement } = permission;
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement(statement));
  if (!because) return;
  acknowledgeWildcards(grantee, permission.resources, because);
  for (const action of permission.actions.filter((name) => name.includes('*'))) {
    Validations.of(grantee).acknowledge({ id: `AwsSolutions-IAM5[Action::${action}]`, reason: because });
  }
}

/** Acknowledges cdk-nag's IAM5 finding for these resources only. */
export function acknowledgeWildcards(scope: IConstruct, resources: string[], reason: string): void {
  // A finding's id contains the resolved resource. Construct validation is the last step before the plugins run.
  scope.node.addValidation({
    validate: () => {
      for (const resource of resources) {
        const written = flattenCfnReference(Stack.of(scope).resolve(resource));
        if (!written.includes('*')) continue;
        Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[Resource::${written}]`, reason });
      }
      return [];
    },
  });
}

/** Allows reading objects below `prefixes`, and listing the bucket. */
export function allowRead(grantee: Grantee, bucket: IBucket, prefixes: string[]): void {
  allowObjects(grantee, bucket, prefixes, ['s3:GetObject'], ['kms:Decrypt']);
  allowList(grantee, bucket);
}

/** Allows reading named versions of objects below `prefixes`, and listing the bucket. */
export function allowReadVersions(grantee: Grantee, bucket: IBucket, prefixes: string[]): void {
  allowObjects(grantee, bucket, prefixes, ['s3:GetObjectVersion'], ['kms:Decrypt']);
  allowList(grantee, bucket);
}

/** Allows writing objects below `prefixes`, also by multipart upload, which decrypts its own parts. */
export function allowWrite(grantee: Grantee, bucket: IBucket, prefixes: string[]): void {
  const actions = ['s3:PutObject', 's3:AbortMultipartUpload'];
  allowObjects(grantee, bucket, prefixes, actions, ['kms:GenerateDataKey', 'kms:Decrypt']);
}

/** Allows deleting objects below `prefixes`; older versions stay. */
export function allowDelete(grantee: Grantee, bucket: IBucket, prefixes: string[]): void {
  allowObjects(grantee, bucket, prefixes, ['s3:DeleteObject'], []);
}

/** Allows searching every version of objects below `prefixes`, and deleting single versions of them. */
export function allowErase(grantee: Grantee, bucket: IBucket, prefixes: string[]): void {
  allowObjects(grantee, bucket, prefixes, ['s3:GetObjectVersion', 's3:DeleteObjectVersion'], ['kms:Decrypt']);
  allow(grantee, { actions: ['s3:ListBucketVersions'], resources: [bucket.bucketArn] });
}

/** Not limited to prefixes: without s3:ListBucket, S3 responds with 403 instead of 404 for a missing key. */
function allowList(grantee: Grantee, bucket: IBucket): void {
  allow(grantee, { actions: ['s3:ListBucket'], resources: [bucket.bucketArn] });
}

function allowObjects(grantee: Grantee, bucket: IBucket, prefixes: string[], actions: string[], key: string[]): void {
  allow(grantee, {
    actions,
    resources: prefixes.map((prefix) => bucket.arnForObjects(`${prefix}/*`)),
    because: `Objects below ${prefixes.join('/ and ')}/ are named by run, so their keys are not known beforehand.`,
  });
  if (bucket.encryptionKey && key.length > 0) {
    allow(grantee, { actions: key, resources: [bucket.encryptionKey.keyArn] });
  }
}
