/** Finds the database that the Data API of a cluster's ARN leads to. */
import { MASTER_ROLE } from '../../../lambdas/database/contract/database-roles.ts';
import { DEPLOYED_CLUSTER } from '../clusters/cluster-record.ts';
import type { Clusters } from '../clusters/clusters.ts';
import { createClusterNotFoundException, DataApiException } from '../data-api/exceptions.ts';
import type { ClusterDatabase } from '../data-api/server.ts';
import { buildClusterArn } from './descriptions.ts';

/**
 * Finds the database of a cluster.
 * @throws {DataApiException} when the cluster does not exist, its HTTP endpoint is not enabled, or it has no instance
 */
export function findDatabaseOfCluster(clusters: Clusters, clusterArn: string): ClusterDatabase {
  const deployed = clusters.findServer(DEPLOYED_CLUSTER);
  if (deployed && clusterArn === buildClusterArn(DEPLOYED_CLUSTER)) {
    if (clusters.readDeployedChanges().HttpEndpointEnabled === false) throw createNotEnabled(DEPLOYED_CLUSTER);
    return { url: deployed.url, masterUsername: MASTER_ROLE };
  }
  const record = clusters.listRecords().find(({ cluster }) => cluster.DBClusterArn === clusterArn);
  if (!record) throw createClusterNotFoundException(clusterArn);
  if (!record.cluster.HttpEndpointEnabled) throw createNotEnabled(record.id);
  const server = clusters.findServer(record.id);
  if (record.status !== 'available' || !server) {
    throw new DataApiException('InvalidResourceStateException', `Cluster ${record.id} is ${record.status}.`);
  }
  if (!record.instances.some(({ DBInstanceStatus }) => DBInstanceStatus === 'available')) {
    throw new DataApiException(
      'DatabaseNotFoundException',
      `The DB cluster ${record.id} doesn't have a DB instance.`,
      404,
    );
  }
  return { url: server.url };
}

const createNotEnabled = (id: string) =>
  new DataApiException('HttpEndpointNotEnabledException', `HttpEndpoint is not enabled for cluster ${id}`);
