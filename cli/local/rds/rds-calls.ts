/** Lists the IAM actions of a request to the local RDS, for the record of calls. */
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
export function listRdsCalls(body: Buffer, { region, accountId }: LocalSettings): CalledAction[] {
  const form = new URLSearchParams(body.toString('utf8'));
  const operation = form.get('Action');
  if (!operation) return [];
  const action = `rds:${operation}`;
  const toArn = (type: string, name: string) =>
    name.startsWith('arn:') ? name : `arn:aws:rds:${region}:${accountId}:${type}:${name}`;
  const named = Object.entries(RESOURCE_TYPES).flatMap(([parameter, type]) => {
    const name = form.get(parameter);
    return name ? [toArn(type, name)] : [];
  });
  const target = form.get('ResourceArn') ?? form.get('ResourceName');
  const listed = LISTED_TYPES[operation];
  const resources = [...named, ...(target ? [target] : [])];
  if (resources.length === 0 && listed) resources.push(toArn(listed, '*'));
  return [...resources.map((resource) => ({ action, resource })), ...listRequirements(form, resources)];
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.Keys.html says what a key needs. */
function listRequirements(form: URLSearchParams, [created = '*']: string[]): CalledAction[] {
  const [role, key] = [form.get('RoleArn'), form.get('KmsKeyId')];
  const context = { 'iam:PassedToService': 'rds.amazonaws.com' };
  return [
    ...(form.has('Tags.Tag.1.Key') ? [{ action: 'rds:AddTagsToResource', resource: created }] : []),
    ...(role ? [{ action: 'iam:PassRole', resource: role, context }] : []),
    ...(key ? ['kms:CreateGrant', 'kms:DescribeKey'].map((action) => ({ action, resource: key })) : []),
  ];
}
