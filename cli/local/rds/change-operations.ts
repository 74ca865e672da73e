/**
 * The operations that change clusters. Of the deployed one, which is CloudFormation's, only the HTTP endpoint, the
 * deletion protection and the tags can be changed.
 */
import type { DBCluster, Tag } from '@aws-sdk/client-rds';
import { Client } from 'pg';
import { MASTER_ROLE } from '../../../lambdas/database/contract/database-roles.ts';
import { type ClusterRecord, DEPLOYED_CLUSTER, type DeployedClusterChanges } from '../clusters/cluster-record.ts';
import type { Clusters } from '../clusters/clusters.ts';
import { ensureMasterUser } from '../data-api/master-user.ts';
import type { Descriptions } from './descriptions.ts';
import { parseParameters, RdsException, type RdsOperation } from './query-protocol.ts';
import {
  AddTagsRequest,
  type ClusterChanges,
  HttpEndpointRequest,
  ModifyClusterRequest,
  RoleRequest,
} from './requests.ts';
import { requireRestoredCluster } from './restored-cluster.ts';

type Members = Partial<ClusterRecord['cluster']>;

/** Returns the operations by action. */
export function createChangeOperations(clusters: Clusters, descriptions: Descriptions): Record<string, RdsOperation> {
  /** Changes what can be changed of the deployed cluster too. */
  const changeAny = async (idOrArn: string, changes: DeployedClusterChanges) => {
    const { DBClusterIdentifier } = await descriptions.describeCluster(idOrArn);
    if (DBClusterIdentifier === DEPLOYED_CLUSTER) clusters.changeDeployed(changes);
    else changeRecord(clusters, await requireRestoredCluster(clusters, descriptions, idOrArn), changes);
  };
  const switchHttpEndpoint = (isEnabled: boolean) => async (parameters: unknown) => {
    const { ResourceArn } = parseParameters(HttpEndpointRequest, parameters);
    await changeAny(ResourceArn, { HttpEndpointEnabled: isEnabled });
    return { ResourceArn, HttpEndpointEnabled: isEnabled };
  };
  return {
    EnableHttpEndpoint: switchHttpEndpoint(true),
    DisableHttpEndpoint: switchHttpEndpoint(false),
    ModifyDBCluster: async (parameters) => {
      const request = parseParameters(ModifyClusterRequest, parameters);
      const { DBClusterIdentifier: id, DeletionProtection, ...settings } = request;
      await changeRestored(clusters, descriptions, id, settings);
      if (DeletionProtection !== undefined) await changeAny(id, { DeletionProtection });
      return { DBCluster: await descriptions.describeCluster(id) };
    },
    AddTagsToResource: async (parameters) => {
      const { ResourceName, Tags } = parseParameters(AddTagsRequest, parameters);
      if (tagInstance(clusters, ResourceName, Tags)) return {};
      const { TagList } = await descriptions.describeCluster(ResourceName);
      await changeAny(ResourceName, { TagList: mergeTags(TagList, Tags) });
      return {};
    },
    AddRoleToDBCluster: async (parameters) => {
      const { DBClusterIdentifier: id, RoleArn, FeatureName } = parseParameters(RoleRequest, parameters);
      const record = await requireRestoredCluster(clusters, descriptions, id);
      const roles = record.cluster.AssociatedRoles ?? [];
      if (roles.some((role) => role.FeatureName === FeatureName)) {
        const message = `Role ARN ${RoleArn} is already associated with DB Cluster ${id} for ${FeatureName}.`;
        throw new RdsException('DBClusterRoleAlreadyExists', message);
      }
      changeRecord(clusters, record, { AssociatedRoles: [...roles, { RoleArn, FeatureName, Status: 'ACTIVE' }] });
      return {};
    },
  };
}

const mergeTags = (present: Tag[] = [], added: Tag[]): Tag[] => [
  ...present.filter(({ Key }) => added.every((tag) => tag.Key !== Key)),
  ...added,
];

/** Tags an instance of a restored cluster; those of the deployed one keep what CloudFormation gave them. */
function tagInstance(clusters: Clusters, arn: string, tags: Tag[]): boolean {
  for (const record of clusters.listRecords()) {
    if (!record.instances.some(({ DBInstanceArn }) => DBInstanceArn === arn)) continue;
    const instances = record.instances.map((instance) =>
      instance.DBInstanceArn === arn ? { ...instance, TagList: mergeTags(instance.TagList, tags) } : instance,
    );
    clusters.save({ ...record, instances });
    return true;
  }
  return arn.includes(':db:');
}

function changeRecord(clusters: Clusters, record: ClusterRecord, members: Members): void {
  clusters.save({ ...record, cluster: { ...record.cluster, ...members } });
}

async function changeRestored(
  clusters: Clusters,
  descriptions: Descriptions,
  id: string,
  { MasterUserPassword: password, ...settings }: Partial<ClusterChanges>,
): Promise<void> {
  const members = listChangedMembers(settings);
  if (password === undefined && Object.keys(members).length === 0) return;
  const record = await requireRestoredCluster(clusters, descriptions, id);
  if (password !== undefined) await setMasterPassword(clusters, record, password);
  changeRecord(clusters, record, members);
}

function listChangedMembers(request: Partial<ClusterChanges>): Members {
  const members: Partial<DBCluster> = {
    DBClusterParameterGroup: request.DBClusterParameterGroupName,
    VpcSecurityGroups: request.VpcSecurityGroupIds?.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    ServerlessV2ScalingConfiguration: request.ServerlessV2ScalingConfiguration,
    IAMDatabaseAuthenticationEnabled: request.EnableIAMDatabaseAuthentication,
    CopyTagsToSnapshot: request.CopyTagsToSnapshot,
    BackupRetentionPeriod: request.BackupRetentionPeriod,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

async function setMasterPassword(clusters: Clusters, { id }: ClusterRecord, password: string): Promise<void> {
  const client = new Client({ connectionString: clusters.findServer(id)?.url });
  await client.connect();
  try {
    await ensureMasterUser(client, MASTER_ROLE, password);
  } finally {
    await client.end();
  }
}
