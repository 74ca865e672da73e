/** What makes the audit bucket one that only the trail's writer writes, and each object once. */
import type { Role } from 'aws-cdk-lib/aws-iam';
import { AnyPrincipal, type CfnRole, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { RiskStack } from './risk-stack.ts';

const formatWriterRole = ({ prefix }: RiskStack): string => `${prefix}-audit-writer`;

/** Gives the writer's role the name that the policy of the audit bucket admits. */
export function nameAuditWriter(role: Role): void {
  (role.node.defaultChild as CfnRole).roleName = formatWriterRole(RiskStack.of(role));
}

/**
 * The trail is written by one function, each object once. The lock keeps every version, and this policy what is in front
 * of it: without it a delete marker or a newer version would hide an object.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 */
export function keepAuditTrail(bucket: Bucket): void {
  const statement = { effect: Effect.DENY, principals: [new AnyPrincipal()] };
  const objects = [bucket.arnForObjects('*')];
  const stack = RiskStack.of(bucket);
  const writer = stack.formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: formatWriterRole(stack),
  });
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...statement,
      sid: 'OnlyTheWriterWrites',
      actions: ['s3:PutObject'],
      resources: objects,
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': writer } },
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...statement,
      sid: 'NothingIsReplaced',
      actions: ['s3:PutObject'],
      resources: objects,
      conditions: { Null: { 's3:if-none-match': 'true' } },
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...statement,
      sid: 'NothingIsDeletedOrUnlocked',
      actions: [
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:BypassGovernanceRetention',
        's3:PutObjectRetention',
        's3:PutObjectLegalHold',
      ],
      resources: objects,
    }),
  );
}
