/** Lists the IAM actions of a request to the local RDS, for the record of calls. */
import type { Tag } from '@aws-sdk/client-rds';
import { readClusterRecords } from '../clusters/cluster-record.ts';
import type { CalledAction } from '../recorded-calls.ts';
import type { LocalSettings } from '../settings/local-settings.ts';

/**
 * Parameters with a resource that the caller needs the action on
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html).
 */
const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  DBClusterIdentifier: 'cluster',
  SourceDBClusterIdentifier: 'cluster',
  DBInstanceIdentifier: 'db',
  SnapshotIdentifier: 'cluster-snapshot',
  DBClusterSnapshotIdentifier: 'cluster-snapshot',
  DBClusterParameterGroupName: 'cluster-pg',
  DBSubnetGroupName: 'subgrp',
};

/** The type that a description without an identifier lists. */
const LISTED_TYPES: Readonly<Record<string, string>> = {
  DescribeDBClusters: 'cluster',
  DescribeDBInstances: 'db',
  DescribeDBClusterSnapshots: 'cluster-snapshot',
};

/** Returns the operation on each resource that the request names, with what its tags, role and key require. */
export function listRdsCalls(body: Buffer, settings: LocalSettings): CalledAction[] {
  const form = new URLSearchParams(body.toString('utf8'));
  const operation = form.get('Action');
  if (!operation) return [];
  const resources = listResources(form, operation, settings);
  const requestTags = readRequestTags(form);
  const calls = resources.map((resource) => ({
    action: `rds:${operation}`,
    resource,
    context: { ...formatTags('aws:ResourceTag', readResourceTags(resource, settings)), ...requestTags },
  }));
  return [...calls, ...listRequirements(form, resources, requestTags, settings)];
}

function listResources(form: URLSearchParams, operation: string, { region, accountId }: LocalSettings): string[] {
  const toArn = (type: string, name: string) =>
    name.startsWith('arn:') ? name : `arn:aws:rds:${region}:${accountId}:${type}:${name}`;
  const named = Object.entries(RESOURCE_TYPES).flatMap(([parameter, type]) => {
    const name = form.get(parameter);
    return name ? [toArn(type, name)] : [];
  });
  const target = form.get('ResourceArn') ?? form.get('ResourceName');
  const listed = LISTED_TYPES[operation];
  if (target) return [...named, target];
  return named.length === 0 && listed ? [toArn(listed, '*')] : named;
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.Keys.html says what a key needs. */
function listRequirements(
  form: URLSearchParams,
  resources: string[],
  requestTags: Record<string, string>,
  { region }: LocalSettings,
): CalledAction[] {
  const role = form.get('RoleArn');
  const keys = [form.get('KmsKeyId'), form.get('PerformanceInsightsKMSKeyId')].filter((key) => key !== null);
  const created = form.has('DBInstanceIdentifier')
    ? resources.filter((arn) => arn.includes(':db:'))
    : resources.slice(0, 1);
  return [
    ...(form.has('Tags.Tag.1.Key') && form.get('Action') !== 'AddTagsToResource'
      ? created.map((resource) => ({ action: 'rds:AddTagsToResource', resource, context: requestTags }))
      : []),
    ...(role
      ? [{ action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'rds.amazonaws.com' } }]
      : []),
    ...keys.flatMap((resource) =>
      ['kms:CreateGrant', 'kms:DescribeKey'].map((action) => ({
        ...{ action, resource, context: { 'kms:ViaService': `rds.${region}.amazonaws.com` } },
      })),
    ),
  ];
}

function readRequestTags(form: URLSearchParams): Record<string, string> {
  const tags: Tag[] = [];
  for (let number = 1; form.has(`Tags.Tag.${number}.Key`); number += 1) {
    tags.push({ Key: form.get(`Tags.Tag.${number}.Key`) ?? '', Value: form.get(`Tags.Tag.${number}.Value`) ?? '' });
  }
  return formatTags('aws:RequestTag', tags);
}

/** Tags of a restored cluster or its instance; nothing else has tags that a policy names. */
function readResourceTags(arn: string, settings: LocalSettings): Tag[] {
  const id = arn.split(':').at(-1);
  for (const { cluster, instances } of readClusterRecords(settings)) {
    if (cluster.DBClusterArn === arn) return cluster.TagList ?? [];
    const instance = instances.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === id);
    if (instance) return instance.TagList ?? [];
  }
  return [];
}

const formatTags = (prefix: string, tags: Tag[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key, Value = '' }) => [`${prefix}/${Key}`, Value]));
