/** Finds clusters and what they are tagged with. */
import {
  type DBCluster,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  paginateDescribeDBClusters,
  type RDSClient,
} from '@aws-sdk/client-rds';
import { RECOVERY_TAG } from '../contract/recovery.ts';

export async function findCluster(rds: RDSClient, name: string): Promise<DBCluster | undefined> {
  try {
    const { DBClusters } = await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: name }));
    return DBClusters?.[0];
  } catch (error) {
    if (error instanceof Error && error.name === 'DBClusterNotFoundFault') return undefined;
    throw error;
  }
}

/** Lists the clusters whose name begins with a prefix, such as `risk-prod-`. */
export async function listClusters(rds: RDSClient, prefix: string): Promise<DBCluster[]> {
  const clusters: DBCluster[] = [];
  for await (const { DBClusters = [] } of paginateDescribeDBClusters({ client: rds }, {})) {
    clusters.push(...DBClusters.filter(({ DBClusterIdentifier }) => DBClusterIdentifier?.startsWith(prefix)));
  }
  return clusters;
}

export async function listInstances(rds: RDSClient, cluster: string): Promise<DBInstance[]> {
  const Filters = [{ Name: 'db-cluster-id', Values: [cluster] }];
  const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ Filters }));
  return DBInstances;
}

/** The value of the tag that recoveries set; undefined for a cluster that none has touched. */
export const readRecoveryTag = ({ TagList = [] }: DBCluster): string | undefined =>
  TagList.find(({ Key }) => Key === RECOVERY_TAG)?.Value;

/** `risk-prod` of `arn:aws:rds:eu-central-1:123456789012:cluster:risk-prod`. */
export const parseClusterName = (arn: string): string => arn.replace(/^.*:/, '');
