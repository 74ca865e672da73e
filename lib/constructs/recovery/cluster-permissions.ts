/**
 * What the functions of a recovery may do with clusters. The resource types of each action are those of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 */
import { ArnFormat } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { RECOVERY_TAG, RECOVERY_TAGS } from '../../../lambdas/recovery/contract/recovery.ts';
import { allow } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import type { RiskFunction } from '../functions/risk-function.ts';

const NAMED_WHEN_MADE = 'A restored cluster is named by the time of its state.';

/** Allows seeing clusters, instances and snapshots of the account. */
export function allowDescribing(caller: RiskFunction): void {
  allow(caller, {
    actions: ['rds:DescribeDBClusters', 'rds:DescribeDBInstances', 'rds:DescribeDBClusterSnapshots'],
    resources: ['cluster', 'db', 'cluster-snapshot'].map((type) => formatRdsArn(caller, type, '*')),
    because: 'A listing covers every cluster of the account.',
  });
}

/** Allows restoring into new clusters of this environment. It can neither change nor delete one that exists. */
export function allowRestoring(caller: RiskFunction, s3Roles: readonly IRole[]): void {
  const { prefix, foundation } = RiskStack.of(caller);
  const [clusters, instances] = ['cluster', 'db'].map((type) => formatRdsArn(caller, type, `${prefix}*`));
  allow(caller, {
    actions: ['rds:RestoreDBClusterToPointInTime', 'rds:RestoreDBClusterFromSnapshot', 'rds:CreateDBInstance'],
    resources: [
      ...[clusters ?? '', instances ?? ''],
      // CloudFormation names both groups after the database stack.
      ...['subgrp', 'cluster-pg'].map((type) => formatRdsArn(caller, type, `${prefix}-database-*`)),
      ...['og', 'pg'].map((type) => formatRdsArn(caller, type, 'default*')),
      formatRdsArn(caller, 'cluster-snapshot', '*'),
    ],
    because: NAMED_WHEN_MADE,
  });
  allow(caller, {
    actions: ['rds:AddTagsToResource'],
    resources: ['cluster', 'db'].map((type) => formatRdsArn(caller, type, `${prefix}-*`)),
    // At its creation only: a cluster that serves or has served cannot be marked for deletion.
    conditions: {
      StringEquals: { [`aws:RequestTag/${RECOVERY_TAG}`]: [RECOVERY_TAGS.drill, RECOVERY_TAGS.restored] },
      Null: { [`aws:ResourceTag/${RECOVERY_TAG}`]: 'true' },
    },
    because: NAMED_WHEN_MADE,
  });
  allow(caller, {
    actions: ['rds:AddRoleToDBCluster', 'rds:EnableHttpEndpoint'],
    resources: [clusters ?? ''],
    because: NAMED_WHEN_MADE,
  });
  allow(caller, {
    actions: ['iam:PassRole'],
    resources: s3Roles.map(({ roleArn }) => roleArn),
    conditions: { StringEquals: { 'iam:PassedToService': 'rds.amazonaws.com' } },
  });
  // RDS encrypts the copy on behalf of the caller.
  // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.Keys.html
  allow(caller, {
    actions: ['kms:DescribeKey', 'kms:CreateGrant', 'kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [foundation.key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `rds.${RiskStack.of(caller).region}.amazonaws.com` } },
  });
}

/** Allows deleting clusters of drills and of unfinished recoveries, and nothing that serves or has served. */
export function allowRemoving(caller: RiskFunction): void {
  const { prefix } = RiskStack.of(caller);
  allow(caller, {
    actions: ['rds:DeleteDBCluster', 'rds:DeleteDBInstance'],
    resources: ['cluster', 'db'].map((type) => formatRdsArn(caller, type, `${prefix}-*`)),
    conditions: {
      StringEquals: { [`aws:ResourceTag/${RECOVERY_TAG}`]: [RECOVERY_TAGS.drill, RECOVERY_TAGS.restored] },
    },
    because: NAMED_WHEN_MADE,
  });
}

/** Allows switching a cluster in and out of service. */
export function allowServing(caller: RiskFunction): void {
  const { prefix } = RiskStack.of(caller);
  const clusters = [formatRdsArn(caller, 'cluster', `${prefix}*`)];
  allow(caller, {
    actions: ['rds:EnableHttpEndpoint', 'rds:DisableHttpEndpoint', 'rds:ModifyDBCluster'],
    resources: clusters,
    because: NAMED_WHEN_MADE,
  });
  allow(caller, {
    actions: ['rds:AddTagsToResource'],
    resources: [...clusters, formatRdsArn(caller, 'db', `${prefix}*`)],
    conditions: {
      'ForAllValues:StringEquals': { 'aws:TagKeys': [RECOVERY_TAG, 'backup'] },
      StringEqualsIfExists: { [`aws:RequestTag/${RECOVERY_TAG}`]: [RECOVERY_TAGS.serving, RECOVERY_TAGS.replaced] },
    },
    because: NAMED_WHEN_MADE,
  });
}

const formatRdsArn = (caller: RiskFunction, resource: string, resourceName: string): string =>
  RiskStack.of(caller).formatArn({
    service: 'rds',
    resource,
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
