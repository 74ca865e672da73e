/** The operations that describe and delete clusters. */
import type { Tag } from '@aws-sdk/client-rds';
import type { ClusterRecord } from '../clusters/cluster-record.ts';
import type { Clusters } from '../clusters/clusters.ts';
import { type Descriptions, describeRecord } from './descriptions.ts';
import { parseParameters, RdsException, type RdsOperation } from './query-protocol.ts';
import {
  DeleteClusterRequest,
  DescribeClustersRequest,
  DescribeSnapshotsRequest,
  ListTagsRequest,
} from './requests.ts';
import { requireRestoredCluster } from './restored-cluster.ts';

/** Returns the operations by action. */
export function createClusterOperations(clusters: Clusters, descriptions: Descriptions): Record<string, RdsOperation> {
  return {
    ...createDescribeOperations(descriptions),
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

interface Deletion {
  SkipFinalSnapshot: boolean;
  FinalDBSnapshotIdentifier?: string | undefined;
}

function refuseDeletion({ cluster, instances }: ClusterRecord, { SkipFinalSnapshot, ...request }: Deletion): void {
  if (cluster.DeletionProtection) {
    const message = 'Cannot delete protected Cluster, please disable deletion protection and try again.';
    throw new RdsException('InvalidParameterCombination', message);
  }
  if (instances.some(({ DBInstanceStatus }) => DBInstanceStatus !== 'deleting')) {
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
