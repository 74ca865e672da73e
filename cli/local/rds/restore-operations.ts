/** The operations that make a cluster of a backup: to a time, or as it was at the end of a snapshot. */
import { randomBytes } from 'node:crypto';
import type { DBCluster } from '@aws-sdk/client-rds';
import type { ClusterRecord } from '../clusters/cluster-record.ts';
import type { Clusters } from '../clusters/clusters.ts';
import { buildClusterArn, type Descriptions, describeRecord } from './descriptions.ts';
import { parseParameters, RdsException, type RdsOperation } from './query-protocol.ts';
import { type NewClusterRequest, RestoreFromSnapshotRequest, RestoreToPointInTimeRequest } from './requests.ts';

const DEFAULT_SECURITY_GROUP = 'sg-default';

/** Returns the operations by action. */
export function createRestoreOperations(clusters: Clusters, descriptions: Descriptions): Record<string, RdsOperation> {
  const create = async (request: NewClusterRequest, source: DBCluster, restore: ClusterRecord['restore']) => {
    await refuseTakenName(descriptions, request.DBClusterIdentifier);
    await descriptions.requireGroups(request);
    const record = buildRecord(request, source, restore);
    clusters.create(record);
    return { DBCluster: describeRecord(record) };
  };
  return {
    RestoreDBClusterToPointInTime: async (parameters) => {
      const request = parseParameters(RestoreToPointInTimeRequest, parameters);
      const source = await descriptions.describeCluster(request.SourceDBClusterIdentifier);
      const time = chooseTime(request, source);
      return create(request, source, { source: source.DBClusterIdentifier ?? '', time: time.toISOString() });
    },
    RestoreDBClusterFromSnapshot: async (parameters) => {
      const request = parseParameters(RestoreFromSnapshotRequest, parameters);
      const snapshots = descriptions.listSnapshots();
      const snapshot = snapshots.find(({ DBClusterSnapshotIdentifier: id }) => id === request.SnapshotIdentifier);
      const id = snapshot?.DBClusterIdentifier;
      if (!id) {
        const message = `DBClusterSnapshot ${request.SnapshotIdentifier} not found.`;
        throw new RdsException('DBClusterSnapshotNotFoundFault', message, 404);
      }
      const backup = request.SnapshotIdentifier.slice(`rds:${id}-`.length).toUpperCase();
      return create(request, await descriptions.describeCluster(id), { source: id, backup });
    },
  };
}

async function refuseTakenName(descriptions: Descriptions, id: string): Promise<void> {
  const taken = await descriptions.listClusters();
  if (!taken.some(({ DBClusterIdentifier }) => DBClusterIdentifier === id)) return;
  throw new RdsException('DBClusterAlreadyExistsFault', 'DB Cluster already exists');
}

interface RequestedTime {
  RestoreToTime?: string | undefined;
  UseLatestRestorableTime: boolean;
}

function chooseTime({ RestoreToTime, UseLatestRestorableTime }: RequestedTime, source: DBCluster): Date {
  const { DBClusterIdentifier: id, Status, EarliestRestorableTime: earliest, LatestRestorableTime: latest } = source;
  if (Status !== 'available') throw new RdsException('InvalidDBClusterStateFault', `DB cluster ${id} is ${Status}.`);
  if ((RestoreToTime === undefined) === !UseLatestRestorableTime) {
    const message = 'Specify either RestoreToTime or UseLatestRestorableTime.';
    throw new RdsException('InvalidParameterCombination', message);
  }
  if (!earliest || !latest) {
    throw new RdsException(
      'InvalidRestoreFault',
      `DB cluster ${id} has no backup yet: wait until its first one is taken.`,
    );
  }
  const time = RestoreToTime === undefined ? latest : new Date(RestoreToTime);
  if (time < earliest || time > latest) {
    const message = `The specified DB cluster cannot be restored to ${time.toISOString()}: the time must be between ${earliest.toISOString()} and ${latest.toISOString()}.`;
    throw new RdsException('InvalidParameterValue', message);
  }
  return time;
}

/** As RDS, copies the source's configuration without its security groups, roles, HTTP endpoint and protection. */
function buildRecord(request: NewClusterRequest, source: DBCluster, restore: ClusterRecord['restore']): ClusterRecord {
  const { DBClusterIdentifier: id, VpcSecurityGroupIds = [DEFAULT_SECURITY_GROUP], ...settings } = request;
  const host = randomBytes(6).toString('hex');
  return {
    id,
    status: 'creating',
    restore,
    cluster: {
      ...{ Engine: source.Engine, EngineVersion: source.EngineVersion, EngineMode: source.EngineMode },
      ...{ DatabaseName: source.DatabaseName, MasterUsername: source.MasterUsername, Port: source.Port },
      ...{ StorageEncrypted: source.StorageEncrypted, AvailabilityZones: source.AvailabilityZones },
      ...{ PreferredBackupWindow: source.PreferredBackupWindow },
      ...{ PreferredMaintenanceWindow: source.PreferredMaintenanceWindow },
      DBClusterIdentifier: id,
      DBClusterArn: buildClusterArn(id),
      DbClusterResourceId: `cluster-${randomBytes(13).toString('hex').toUpperCase()}`,
      ClusterCreateTime: new Date().toISOString(),
      Endpoint: `${id}.cluster-${host}.eu-west-1.rds.amazonaws.com`,
      ReaderEndpoint: `${id}.cluster-ro-${host}.eu-west-1.rds.amazonaws.com`,
      KmsKeyId: settings.KmsKeyId ?? source.KmsKeyId,
      DBSubnetGroup: settings.DBSubnetGroupName ?? 'default',
      DBClusterParameterGroup: settings.DBClusterParameterGroupName ?? 'default.aurora-postgresql17',
      VpcSecurityGroups: VpcSecurityGroupIds.map((group) => ({ VpcSecurityGroupId: group, Status: 'active' })),
      ServerlessV2ScalingConfiguration: settings.ServerlessV2ScalingConfiguration,
      IAMDatabaseAuthenticationEnabled: settings.EnableIAMDatabaseAuthentication ?? false,
      DeletionProtection: settings.DeletionProtection ?? false,
      CopyTagsToSnapshot: settings.CopyTagsToSnapshot ?? false,
      BackupRetentionPeriod: settings.BackupRetentionPeriod ?? source.BackupRetentionPeriod,
      EnabledCloudwatchLogsExports: settings.EnableCloudwatchLogsExports ?? [],
      HttpEndpointEnabled: false,
      AssociatedRoles: [],
      TagList: settings.Tags ?? [],
    },
    instances: [],
  };
}
