/**
 * An RDS client that keeps its clusters in memory: for tests of steps that need no database. A cluster and an instance
 * become available at the second look at them.
 */
import { type DBCluster, type DBInstance, RDSClient, type Tag } from '@aws-sdk/client-rds';

const ARN = 'arn:aws:rds:eu-central-1:123456789012:cluster:';

// biome-ignore lint/suspicious/noExplicitAny: inputs and outputs of every command
type Json = any;

/** Names of the calls, in their order. */
export interface RdsCall {
  name: string;
  input: Json;
}

export class InMemoryRds extends RDSClient {
  readonly clusters = new Map<string, DBCluster>();
  readonly instances = new Map<string, DBInstance>();
  readonly snapshots: { DBClusterSnapshotIdentifier: string; SnapshotCreateTime: Date }[] = [];
  readonly calls: RdsCall[] = [];
  /** Throws at the next call of a command, once; used to stop a recovery. */
  failNext: string | undefined;

  constructor(now: Date) {
    super({ region: 'eu-central-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
    this.addCluster('risk-prod', {
      Status: 'available',
      EarliestRestorableTime: new Date(now.getTime() - 35 * 86_400_000),
      LatestRestorableTime: new Date(now.getTime() - 300_000),
      DBSubnetGroup: 'risk-prod-database-subnets',
      DBClusterParameterGroup: 'risk-prod-database-parameters',
      VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1', Status: 'active' }],
      ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 32 },
      KmsKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/1',
      IAMDatabaseAuthenticationEnabled: true,
      EnabledCloudwatchLogsExports: ['postgresql'],
      BackupRetentionPeriod: 35,
      HttpEndpointEnabled: true,
      DeletionProtection: true,
      AssociatedRoles: [
        { RoleArn: 'arn:aws:iam::123456789012:role/import', FeatureName: 's3Import', Status: 'ACTIVE' },
        { RoleArn: 'arn:aws:iam::123456789012:role/export', FeatureName: 's3Export', Status: 'ACTIVE' },
      ],
      TagList: [{ Key: 'environment', Value: 'prod' }],
    });
    for (const id of ['risk-prod-writer', 'risk-prod-reader']) this.addInstance(id, 'risk-prod', 'available');
  }

  addCluster(id: string, members: Partial<DBCluster>): void {
    this.clusters.set(id, {
      DBClusterIdentifier: id,
      DBClusterArn: `${ARN}${id}`,
      Engine: 'aurora-postgresql',
      EngineVersion: '17.9',
      Port: 5432,
      ReaderEndpoint: `${id}.cluster-ro-x.eu-central-1.rds.amazonaws.com`,
      Endpoint: `${id}.cluster-x.eu-central-1.rds.amazonaws.com`,
      ClusterCreateTime: new Date(),
      ...members,
    });
  }

  addInstance(id: string, cluster: string, status: string): void {
    this.instances.set(id, {
      DBInstanceIdentifier: id,
      DBInstanceArn: `${ARN.replace(':cluster:', ':db:')}${id}`,
      DBClusterIdentifier: cluster,
      DBInstanceStatus: status,
      DBInstanceClass: 'db.serverless',
      Engine: 'aurora-postgresql',
      PerformanceInsightsEnabled: true,
    });
  }

  countCalls(name: string): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  override send(command: Json): Json {
    return this.#answer(command.constructor.name.replace(/Command$/, ''), command.input);
  }

  async #answer(name: string, input: Json): Promise<Json> {
    this.calls.push({ name, input });
    if (this.failNext === name) {
      this.failNext = undefined;
      throw Object.assign(new Error('the call was lost'), { name: 'InternalFailure' });
    }
    const operation = this.#operations[name];
    if (!operation) throw new Error(`the test has no ${name}`);
    return structuredClone(operation(input));
  }

  #require(id: string): DBCluster {
    const cluster = this.clusters.get(id.replace(ARN, ''));
    if (!cluster) throw Object.assign(new Error(`DBCluster ${id} not found`), { name: 'DBClusterNotFoundFault' });
    return cluster;
  }

  /** Describes a cluster, and completes what is in progress. */
  #look(cluster: DBCluster): DBCluster {
    const seen = { ...cluster };
    if (cluster.Status === 'creating') cluster.Status = 'available';
    for (const role of cluster.AssociatedRoles ?? []) role.Status = 'ACTIVE';
    if (cluster.Status === 'deleting') this.clusters.delete(cluster.DBClusterIdentifier ?? '');
    return seen;
  }

  readonly #operations: Record<string, (input: Json) => Json> = {
    DescribeDBClusters: ({ DBClusterIdentifier: id }) => ({
      DBClusters: (id ? [this.#require(id)] : [...this.clusters.values()]).map((cluster) => this.#look(cluster)),
    }),
    DescribeDBInstances: ({ Filters }) => {
      const [cluster] = Filters[0].Values;
      const found = [...this.instances.values()].filter(({ DBClusterIdentifier: id }) => id === cluster);
      const seen = structuredClone(found);
      for (const instance of found) {
        if (instance.DBInstanceStatus === 'creating') instance.DBInstanceStatus = 'available';
        if (instance.DBInstanceStatus === 'deleting') this.instances.delete(instance.DBInstanceIdentifier ?? '');
      }
      return { DBInstances: seen };
    },
    DescribeDBClusterSnapshots: ({ DBClusterSnapshotIdentifier: id }) => ({
      DBClusterSnapshots: this.snapshots
        .filter(({ DBClusterSnapshotIdentifier }) => DBClusterSnapshotIdentifier === id)
        .map((one) => ({ Status: 'available', Engine: 'aurora-postgresql', DBClusterIdentifier: 'risk-prod', ...one })),
    }),
    RestoreDBClusterToPointInTime: (input) => this.#restore(input),
    RestoreDBClusterFromSnapshot: (input) => this.#restore(input),
    CreateDBInstance: ({ DBInstanceIdentifier, DBClusterIdentifier }) =>
      this.addInstance(DBInstanceIdentifier, DBClusterIdentifier, 'creating'),
    AddRoleToDBCluster: ({ DBClusterIdentifier, RoleArn, FeatureName }) => {
      const cluster = this.#require(DBClusterIdentifier);
      cluster.AssociatedRoles = [...(cluster.AssociatedRoles ?? []), { RoleArn, FeatureName, Status: 'PENDING' }];
    },
    EnableHttpEndpoint: ({ ResourceArn }) => {
      this.#require(ResourceArn).HttpEndpointEnabled = true;
    },
    DisableHttpEndpoint: ({ ResourceArn }) => {
      this.#require(ResourceArn).HttpEndpointEnabled = false;
    },
    ModifyDBCluster: ({ DBClusterIdentifier, DeletionProtection }) => {
      this.#require(DBClusterIdentifier).DeletionProtection = DeletionProtection;
    },
    AddTagsToResource: ({ ResourceName, Tags }: { ResourceName: string; Tags: Tag[] }) => {
      const instance = [...this.instances.values()].find(({ DBInstanceArn: arn }) => arn === ResourceName);
      const tagged = instance ?? this.#require(ResourceName);
      const kept = (tagged.TagList ?? []).filter(({ Key }) => !Tags.some((tag) => tag.Key === Key));
      tagged.TagList = [...kept, ...Tags];
    },
    DeleteDBInstance: ({ DBInstanceIdentifier }) => {
      const instance = this.instances.get(DBInstanceIdentifier);
      if (instance) instance.DBInstanceStatus = 'deleting';
    },
    DeleteDBCluster: ({ DBClusterIdentifier }) => {
      const cluster = this.#require(DBClusterIdentifier);
      if (cluster.DeletionProtection)
        throw Object.assign(new Error('protected'), { name: 'InvalidParameterCombination' });
      cluster.Status = 'deleting';
    },
  };

  #restore({ DBClusterIdentifier, DBSubnetGroupName, VpcSecurityGroupIds, Tags, DeletionProtection }: Json): void {
    if (this.clusters.has(DBClusterIdentifier)) {
      throw Object.assign(new Error('exists'), { name: 'DBClusterAlreadyExistsFault' });
    }
    this.addCluster(DBClusterIdentifier, {
      Status: 'creating',
      DBSubnetGroup: DBSubnetGroupName,
      VpcSecurityGroups: VpcSecurityGroupIds?.map((id: string) => ({ VpcSecurityGroupId: id, Status: 'active' })),
      TagList: Tags,
      DeletionProtection,
      HttpEndpointEnabled: false,
      AssociatedRoles: [],
    });
  }
}
