// Grants, written out: exact actions on exact resources. CDK's own grant methods give `s3:GetObject*` and the like.
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
  /** Why a `*` in a resource or action is as narrow as it can be: becomes cdk-nag's acknowledgement. */
  because?: string;
}

/** Adds one statement to the grantee's role. A wildcard without a reason stays a finding, and fails the synth. */
export function allow(grantee: Grantee, permission: Permission): void {
  const { because, ...statement } = permission;
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement(statement));
  if (!because) return;
  acknowledgeWildcards(grantee, permission.resources, because);
  for (const action of permission.actions.filter((name) => name.includes('*'))) {
    Validations.of(grantee).acknowledge({ id: `AwsSolutions-IAM5[Action::${action}]`, reason: because });
  }
}

/** Acknowledges IAM5 for these resources only, next to the grant. */
export function acknowledgeWildcards(scope: IConstruct, resources: string[], reason: string): void {
  // A finding's id holds the resource as it stands in the template, which is known once references are resolved:
  // construct validation is the last step before the plugins look.
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

/** Reads objects below these prefixes, and lists the bucket. */
export function allowRead(grantee: Grantee, bucket: IBucket, prefixes: string[]): void {
  allowObjects(grantee, bucket, prefixes, ['s3:GetObject'], ['kms:Decrypt']);
  // Not narrowed to the prefixes: S3 answers "no such key" only to those who may list the bucket, else "forbidden".
  allow(grantee, { actions: ['s3:ListBucket'], resources: [bucket.bucketArn] });
}

/** Reads objects below these prefixes in a certain version too, and lists the bucket. */
export function allowReadVersions(grantee: Grantee, bucket: IBucket, prefixes: string[]): void {
  allowRead(grantee, bucket, prefixes);
  allowObjects(grantee, bucket, prefixes, ['s3:GetObjectVersion'], []);
}

/** Writes objects below these prefixes (multipart included, which decrypts its own parts). */
export function allowWrite(grantee: Grantee, bucket: IBucket, prefixes: string[]): void {
  const actions = ['s3:PutObject', 's3:AbortMultipartUpload'];
  allowObjects(grantee, bucket, prefixes, actions, ['kms:GenerateDataKey', 'kms:Decrypt']);
}

/** Deletes objects below these prefixes; their versions stay. */
export function allowDelete(grantee: Grantee, bucket: IBucket, prefixes: string[]): void {
  allowObjects(grantee, bucket, prefixes, ['s3:DeleteObject'], []);
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
