/** The operations that describe, change and delete clusters. CloudFormation alone changes the deployed one. */
import type { DBCluster, Tag } from '@aws-sdk/client-rds';
import { Client } from 'pg';
import { MASTER_ROLE } from '../../../lambdas/database/contract/database-roles.ts';
import type { ClusterRecord } from '../clusters/cluster-record.ts';
import type { Clusters } from '../clusters/clusters.ts';
import { ensureMasterUser } from '../data-api/master-user.ts';
import { type Descriptions, describeRecord } from './descriptions.ts';
import { parseParameters, RdsException, type RdsOperation } from './query-protocol.ts';
import {
  type ClusterChanges,
  DeleteClusterRequest,
  DescribeClustersRequest,
  DescribeSnapshotsRequest,
  HttpEndpointRequest,
  ListTagsRequest,
  ModifyClusterRequest,
  RoleRequest,
} from './requests.ts';

/** Returns the operations by action. */
export function createClusterOperations(clusters: Clusters, descriptions: Descriptions): Record<string, RdsOperation> {
  const change = (record: ClusterRecord, members: Partial<ClusterRecord['cluster']>) => {
    const changed = { ...record, cluster: { ...record.cluster, ...members } };
    clusters.save(changed);
    return describeRecord(changed);
  };
  const switchHttpEndpoint = (isEnabled: boolean) => async (parameters: unknown) => {
    const { ResourceArn } = parseParameters(HttpEndpointRequest, parameters);
    change(await requireRestoredCluster(clusters, descriptions, ResourceArn), { HttpEndpointEnabled: isEnabled });
    return { ResourceArn, HttpEndpointEnabled: isEnabled };
  };
  return {
    ...createDescribeOperations(descriptions),
    ModifyDBCluster: async (parameters) => {
      const { MasterUserPassword: password, ...request } = parseParameters(ModifyClusterRequest, parameters);
      const record = await requireRestoredCluster(clusters, descriptions, request.DBClusterIdentifier);
      if (password !== undefined) await setMasterPassword(clusters, record, password);
      return { DBCluster: change(record, listChangedMembers(request)) };
    },
    DeleteDBCluster: async (parameters) => {
      const request = parseParameters(DeleteClusterRequest, parameters);
      const record = await requireRestoredCluster(clusters, descriptions, request.DBClusterIdentifier, {
        whole: false,
      });
      refuseDeletion(record, request);
      const deleted: ClusterRecord = { ...record, status: 'deleting' };
      clusters.removeInBackground(deleted);
      return { DBCluster: describeRecord(deleted) };
    },
    AddRoleToDBCluster: async (parameters) => {
      const { DBClusterIdentifier: id, RoleArn, FeatureName } = parseParameters(RoleRequest, parameters);
      const record = await requireRestoredCluster(clusters, descriptions, id);
      const roles = record.cluster.AssociatedRoles ?? [];
      if (roles.some((role) => role.FeatureName === FeatureName)) {
        const message = `Role ARN ${RoleArn} is already associated with DB Cluster ${id} for ${FeatureName}.`;
        throw new RdsException('DBClusterRoleAlreadyExists', message);
      }
      change(record, { AssociatedRoles: [...roles, { RoleArn, FeatureName, Status: 'ACTIVE' }] });
      return {};
    },
    EnableHttpEndpoint: switchHttpEndpoint(true),
    DisableHttpEndpoint: switchHttpEndpoint(false),
  };
}

function createDescribeOperations(descriptions: Descriptions): Record<string, RdsOperation> {
  return {
    DescribeDBClusters: async (parameters) => {
      const { DBClusterIdentifier: id } = parseParameters(DescribeClustersRequest, parameters);
      return { DBClusters: id ? [await descriptions.describeCluster(id)] : await descriptions.listClusters() };
    },
    DescribeDBClusterSnapshots: async (parameters) => {
      const request = parseParameters(DescribeSnapshotsRequest, parameters);
      const { DBClusterIdentifier: cluster, DBClusterSnapshotIdentifier: snapshot } = request;
      const found = descriptions
        .listSnapshots()
        .filter(({ DBClusterIdentifier: id }) => cluster === undefined || id === cluster)
        .filter(({ DBClusterSnapshotIdentifier: id }) => snapshot === undefined || id === snapshot);
      if (snapshot !== undefined && found.length === 0) {
        throw new RdsException('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${snapshot} not found.`, 404);
      }
      return { DBClusterSnapshots: found };
    },
    ListTagsForResource: async (parameters) => {
      const { ResourceName } = parseParameters(ListTagsRequest, parameters);
      return { TagList: await findTags(descriptions, ResourceName) };
    },
  };
}

async function findTags(descriptions: Descriptions, arn: string): Promise<Tag[]> {
  const instance = (await descriptions.listInstances()).find(({ DBInstanceArn }) => DBInstanceArn === arn);
  return (instance ?? (await descriptions.describeCluster(arn))).TagList ?? [];
}

/**
 * Finds a cluster that the API may change.
 * @throws {RdsException} when there is none, it is the deployed one, or it is not available
 */
export async function requireRestoredCluster(
  clusters: Clusters,
  descriptions: Descriptions,
  idOrArn: string,
  { whole = true } = {},
): Promise<ClusterRecord> {
  const { DBClusterIdentifier: id = '' } = await descriptions.describeCluster(idOrArn);
  const record = clusters.findRecord(id);
  const refuse = (reason: string) => new RdsException('InvalidDBClusterStateFault', `DB cluster ${id} ${reason}.`);
  if (!record) throw refuse('is the deployed one, which only CloudFormation changes on the local cloud');
  const isReady = record.status === 'available' || (!whole && record.status === 'incompatible-restore');
  if (!isReady) throw refuse(`is ${record.status}`);
  return record;
}

function listChangedMembers(request: Omit<ClusterChanges, 'MasterUserPassword'>): Partial<ClusterRecord['cluster']> {
  const members: Partial<DBCluster> = {
    DBClusterParameterGroup: request.DBClusterParameterGroupName,
    VpcSecurityGroups: request.VpcSecurityGroupIds?.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    ServerlessV2ScalingConfiguration: request.ServerlessV2ScalingConfiguration,
    IAMDatabaseAuthenticationEnabled: request.EnableIAMDatabaseAuthentication,
    DeletionProtection: request.DeletionProtection,
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

interface Deletion {
  SkipFinalSnapshot: boolean;
  FinalDBSnapshotIdentifier?: string | undefined;
}

function refuseDeletion({ cluster, instances }: ClusterRecord, { SkipFinalSnapshot, ...request }: Deletion): void {
  if (cluster.DeletionProtection) {
    const message = 'Cannot delete protected Cluster, please disable deletion protection and try again.';
    throw new RdsException('InvalidParameterCombination', message);
  }
  if (instances.length > 0) {
    const message = 'Cluster cannot be deleted, it still contains DB instances in non-deleting state.';
    throw new RdsException('InvalidDBClusterStateFault', message);
  }
  if (SkipFinalSnapshot) return;
  if (request.FinalDBSnapshotIdentifier === undefined) {
    const message = 'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.';
    throw new RdsException('InvalidParameterCombination', message);
  }
  throw new RdsException('InvalidParameterValue', 'The local cloud takes no final snapshots: set SkipFinalSnapshot.');
}
