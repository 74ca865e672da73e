/** The operations on instances. An instance has no process of its own: the cluster's server runs with and without one. */
import type { ClusterRecord } from '../clusters/cluster-record.ts';
import type { Clusters } from '../clusters/clusters.ts';
import { buildInstanceArn, type Descriptions } from './descriptions.ts';
import { parseParameters, RdsException, type RdsOperation } from './query-protocol.ts';
import { CreateInstanceRequest, DeleteInstanceRequest, DescribeInstancesRequest } from './requests.ts';
import { requireRestoredCluster } from './restored-cluster.ts';

/** Long enough that a caller who does not wait for a status is seen. */
const TRANSITION_MILLISECONDS = 200;

type Instance = ClusterRecord['instances'][number];

/** Returns the operations by action. */
export function createInstanceOperations(clusters: Clusters, descriptions: Descriptions): Record<string, RdsOperation> {
  /** Replaces an instance in its record as that is by now; undefined removes it. */
  const replace = (clusterId: string, id: string, instance: Instance | undefined) => {
    const record = clusters.findRecord(clusterId);
    if (!record) return;
    const others = record.instances.filter(({ DBInstanceIdentifier }) => DBInstanceIdentifier !== id);
    clusters.save({ ...record, instances: instance ? [...others, instance] : others });
  };
  const replaceLater = (...change: Parameters<typeof replace>) =>
    void setTimeout(() => replace(...change), TRANSITION_MILLISECONDS).unref();

  return {
    CreateDBInstance: async (parameters) => {
      const request = parseParameters(CreateInstanceRequest, parameters);
      const record = await requireRestoredCluster(clusters, descriptions, request.DBClusterIdentifier);
      const id = request.DBInstanceIdentifier;
      if ((await descriptions.listInstances()).some(({ DBInstanceIdentifier }) => DBInstanceIdentifier === id)) {
        throw new RdsException('DBInstanceAlreadyExists', 'DB instance already exists');
      }
      const instance = buildInstance(request, record);
      replace(record.id, id, instance);
      replaceLater(record.id, id, { ...instance, DBInstanceStatus: 'available' });
      return { DBInstance: instance };
    },
    DescribeDBInstances: async (parameters) => {
      const { DBInstanceIdentifier: id, Filters } = parseParameters(DescribeInstancesRequest, parameters);
      const clusterIds = Filters.find(({ Name }) => Name === 'db-cluster-id')?.Values.map(
        (value) => value.split(':').at(-1) ?? '',
      );
      const found = (await descriptions.listInstances())
        .filter(({ DBInstanceIdentifier }) => id === undefined || DBInstanceIdentifier === id)
        .filter(({ DBClusterIdentifier = '' }) => clusterIds === undefined || clusterIds.includes(DBClusterIdentifier));
      if (id !== undefined && found.length === 0) throw createNotFound(id);
      return { DBInstances: found };
    },
    DeleteDBInstance: async (parameters) => {
      const { DBInstanceIdentifier: id } = parseParameters(DeleteInstanceRequest, parameters);
      const instance = (await descriptions.listInstances()).find((found) => found.DBInstanceIdentifier === id);
      if (!instance) throw createNotFound(id);
      const record = await requireRestoredCluster(clusters, descriptions, instance.DBClusterIdentifier ?? '');
      const deleted = { ...(instance as Instance), DBInstanceStatus: 'deleting' };
      replace(record.id, id, deleted);
      replaceLater(record.id, id, undefined);
      return { DBInstance: deleted };
    },
  };
}

const createNotFound = (id: string) => new RdsException('DBInstanceNotFound', `DBInstance ${id} not found.`, 404);

function buildInstance(request: ReturnType<typeof CreateInstanceRequest.parse>, record: ClusterRecord): Instance {
  const { Tags: tags, EnablePerformanceInsights, PerformanceInsightsKMSKeyId, ...settings } = request;
  return {
    ...settings,
    DBClusterIdentifier: record.id,
    DBInstanceArn: buildInstanceArn(request.DBInstanceIdentifier),
    DBInstanceStatus: 'creating',
    EngineVersion: record.cluster.EngineVersion,
    Endpoint: { Address: record.cluster.Endpoint, Port: record.cluster.Port },
    PerformanceInsightsEnabled: EnablePerformanceInsights,
    PerformanceInsightsKMSKeyId,
    TagList: tags ?? [],
  };
}
