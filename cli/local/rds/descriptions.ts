/** Describes clusters, instances and backups as RDS does. MiniStack describes what CloudFormation made. */
import {
  type DBCluster,
  type DBClusterSnapshot,
  type DBInstance,
  DescribeDBClusterParameterGroupsCommand,
  DescribeDBSubnetGroupsCommand,
  paginateDescribeDBClusters,
  paginateDescribeDBInstances,
  RDSClient,
} from '@aws-sdk/client-rds';
import { type ClusterRecord, DEPLOYED_CLUSTER } from '../clusters/cluster-record.ts';
import type { Clusters } from '../clusters/clusters.ts';
import { listBaseBackups } from '../postgres/backups/base-backups.ts';
import { buildSdkConfiguration, type LocalSettings } from '../settings/local-settings.ts';
import { RdsException } from './query-protocol.ts';

const SECOND = 1000;
const REGION_AND_ACCOUNT = 'eu-west-1:000000000000';

export const buildClusterArn = (id: string): string => `arn:aws:rds:${REGION_AND_ACCOUNT}:cluster:${id}`;
export const buildInstanceArn = (id: string): string => `arn:aws:rds:${REGION_AND_ACCOUNT}:db:${id}`;

interface ClusterGroups {
  DBSubnetGroupName?: string | undefined;
  DBClusterParameterGroupName?: string | undefined;
}

export class Descriptions {
  readonly #clusters: Clusters;
  /** Of MiniStack, which knows the deployed cluster only. */
  readonly #deployed: RDSClient;

  constructor(settings: LocalSettings, clusters: Clusters) {
    this.#clusters = clusters;
    this.#deployed = new RDSClient(buildSdkConfiguration(settings));
  }

  stop(): void {
    this.#deployed.destroy();
  }

  /**
   * Describes one cluster.
   * @param idOrArn its identifier or its ARN, as RDS takes both
   * @throws {RdsException} when there is none (DBClusterNotFoundFault)
   */
  async describeCluster(idOrArn: string): Promise<DBCluster> {
    const clusters = await this.listClusters();
    const found = clusters.find(
      ({ DBClusterIdentifier: id, DBClusterArn: arn }) => id === idOrArn.toLowerCase() || arn === idOrArn,
    );
    if (!found) throw new RdsException('DBClusterNotFoundFault', `DBCluster ${idOrArn} not found.`, 404);
    return found;
  }

  async listClusters(): Promise<DBCluster[]> {
    const deployed: DBCluster[] = [];
    for await (const { DBClusters = [] } of paginateDescribeDBClusters({ client: this.#deployed }, {})) {
      deployed.push(...DBClusters.filter(({ DBClusterIdentifier }) => DBClusterIdentifier === DEPLOYED_CLUSTER));
    }
    const changes = this.#clusters.readDeployedChanges();
    const restored = this.#clusters.listRecords().map((record) => describeRecord(record));
    return [...deployed.map((cluster) => ({ ...cluster, ...changes })), ...restored].map((cluster) => ({
      ...cluster,
      ...this.#describeRestorableTimes(cluster.DBClusterIdentifier ?? ''),
    }));
  }

  async listInstances(): Promise<DBInstance[]> {
    const deployed: DBInstance[] = [];
    for await (const { DBInstances = [] } of paginateDescribeDBInstances({ client: this.#deployed }, {})) {
      deployed.push(...DBInstances.filter(({ DBClusterIdentifier }) => DBClusterIdentifier === DEPLOYED_CLUSTER));
    }
    return [...deployed, ...this.#clusters.listRecords().flatMap(({ instances }) => instances)];
  }

  /**
   * Checks that the groups of a new cluster exist.
   * @throws {RdsException} when one does not (DBSubnetGroupNotFoundFault, DBClusterParameterGroupNotFound)
   */
  async requireGroups({ DBSubnetGroupName, DBClusterParameterGroupName }: ClusterGroups): Promise<void> {
    const refuse = (name: string) => (error: Error) => {
      throw new RdsException(name, error.message, 404);
    };
    if (DBSubnetGroupName !== undefined) {
      const command = new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName });
      await this.#deployed.send(command).catch(refuse('DBSubnetGroupNotFoundFault'));
    }
    if (DBClusterParameterGroupName !== undefined) {
      const command = new DescribeDBClusterParameterGroupsCommand({ DBClusterParameterGroupName });
      await this.#deployed.send(command).catch(refuse('DBClusterParameterGroupNotFound'));
    }
  }

  /** Base backups are the automated snapshots. */
  listSnapshots(): DBClusterSnapshot[] {
    const ids = [DEPLOYED_CLUSTER, ...this.#clusters.listRecords().map(({ id }) => id)];
    return ids.flatMap((id) => {
      const server = this.#clusters.findServer(id);
      if (!server) return [];
      return listBaseBackups(server.clusterDirectory).map(({ name, endedAt }) => ({
        DBClusterSnapshotIdentifier: `rds:${id}-${name.toLowerCase()}`,
        DBClusterIdentifier: id,
        SnapshotCreateTime: endedAt,
        ...{ SnapshotType: 'automated', Status: 'available', Engine: 'aurora-postgresql', PercentProgress: 100 },
      }));
    });
  }

  /** Every second since the oldest base backup, until now: a restore ends the segment that is being written. */
  #describeRestorableTimes(id: string): Pick<DBCluster, 'EarliestRestorableTime' | 'LatestRestorableTime'> {
    const server = this.#clusters.findServer(id);
    const oldest = server && listBaseBackups(server.clusterDirectory)[0];
    const earliest = Math.ceil((oldest?.endedAt.getTime() ?? Number.POSITIVE_INFINITY) / SECOND) * SECOND;
    const latest = Math.floor(Date.now() / SECOND) * SECOND;
    if (latest < earliest) return { EarliestRestorableTime: undefined, LatestRestorableTime: undefined };
    return { EarliestRestorableTime: new Date(earliest), LatestRestorableTime: new Date(latest) };
  }
}

/** A cluster that was restored. */
export function describeRecord({ cluster, status, instances }: ClusterRecord): DBCluster {
  return {
    ...cluster,
    Status: status,
    ClusterCreateTime: new Date(cluster.ClusterCreateTime),
    DBClusterMembers: instances.map(({ DBInstanceIdentifier, PromotionTier }, index) => ({
      DBInstanceIdentifier,
      IsClusterWriter: index === 0,
      DBClusterParameterGroupStatus: 'in-sync',
      PromotionTier,
    })),
  };
}
