/** The parts of the local cloud that restore a database: PostgreSQL, the Data API, the RDS endpoint and MiniStack. */
import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import {
  CreateDBInstanceCommand,
  DescribeDBClustersCommand,
  EnableHttpEndpointCommand,
  RDSClient,
  RestoreDBClusterToPointInTimeCommand,
  type RestoreDBClusterToPointInTimeCommandInput,
} from '@aws-sdk/client-rds';
import { Client } from 'pg';
import { listDataDirectories } from '../../../../cli/local/clusters/cluster-record.ts';
import { Clusters } from '../../../../cli/local/clusters/clusters.ts';
import { type DataApi, startDataApi } from '../../../../cli/local/data-api/server.ts';
import { startMiniStack } from '../../../../cli/local/ministack/ministack.ts';
import { removePostgres } from '../../../../cli/local/postgres/postgres.ts';
import type { ManagedProcess } from '../../../../cli/local/processes/managed-process.ts';
import { findDatabaseOfCluster } from '../../../../cli/local/rds/http-endpoint.ts';
import { type RdsEndpoint, startRdsEndpoint } from '../../../../cli/local/rds/server.ts';
import { readCredentials } from '../../../../cli/local/settings/credentials.ts';
import { buildSdkConfiguration, type LocalSettings } from '../../../../cli/local/settings/local-settings.ts';
import { connectDatabase, type Database } from '../../../../lambdas/shared/aws/database.ts';
import { createDataApiClient } from '../../../../testing/database/test-database.ts';
import { removeState, testSettings, until } from '../harness.ts';

const SOURCE = 'risk-local';
const PASSWORD = 'a-master-password';

/** What the stack of the database makes, as far as a restore reads it. */
const TEMPLATE = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/24' } },
    Subnet1: describeSubnet('10.0.0.0/26', 'eu-west-1a'),
    Subnet2: describeSubnet('10.0.0.64/26', 'eu-west-1b'),
    Subnets: {
      Type: 'AWS::RDS::DBSubnetGroup',
      Properties: {
        DBSubnetGroupName: 'subnets',
        DBSubnetGroupDescription: 'Subnets',
        SubnetIds: [{ Ref: 'Subnet1' }, { Ref: 'Subnet2' }],
      },
    },
    Parameters: {
      Type: 'AWS::RDS::DBClusterParameterGroup',
      Properties: {
        DBClusterParameterGroupName: 'parameters',
        Description: 'Parameters',
        Family: 'aurora-postgresql17',
      },
    },
    Cluster: {
      Type: 'AWS::RDS::DBCluster',
      Properties: {
        DBClusterIdentifier: SOURCE,
        Engine: 'aurora-postgresql',
        DatabaseName: 'risk',
        DBSubnetGroupName: { Ref: 'Subnets' },
        DBClusterParameterGroupName: { Ref: 'Parameters' },
        VpcSecurityGroupIds: ['sg-1'],
        KmsKeyId: 'key-1',
        MasterUsername: 'risk_master',
        ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 1 },
        EnableHttpEndpoint: true,
        EnableCloudwatchLogsExports: ['postgresql'],
        AssociatedRoles: [{ FeatureName: 's3Import', RoleArn: 'arn:aws:iam::000000000000:role/import' }],
        Tags: [{ Key: 'system', Value: 'financial-risk' }],
      },
    },
  },
};

function describeSubnet(CidrBlock: string, AvailabilityZone: string) {
  return { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock, AvailabilityZone } };
}

export class LocalRds {
  readonly settings: LocalSettings;
  clusters!: Clusters;
  rds!: RDSClient;
  #dataApi!: DataApi;
  #endpoint!: RdsEndpoint;
  #aws?: ManagedProcess;

  private constructor(settings: LocalSettings) {
    this.settings = settings;
  }

  static async start(): Promise<LocalRds> {
    const local = new LocalRds(await testSettings());
    try {
      await local.startServices();
      await local.#deploy();
      await local.connect().query('select 1'); // makes the master user
      return local;
    } catch (error) {
      await local.stop(); // a running server would keep the test's process from ending
      throw error;
    }
  }

  async #deploy(): Promise<void> {
    this.#aws = await startMiniStack(this.settings);
    const cloudFormation = new CloudFormationClient(buildSdkConfiguration(this.settings));
    const stack = { StackName: 'Database' };
    await cloudFormation.send(new CreateStackCommand({ ...stack, TemplateBody: JSON.stringify(TEMPLATE) }));
    await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 20, minDelay: 1 }, stack);
    cloudFormation.destroy();
  }

  /** As at a start of the local cloud. */
  async startServices(): Promise<void> {
    const accessKey = readCredentials(this.settings.stateDirectory);
    this.clusters = new Clusters(this.settings, accessKey);
    await this.clusters.start();
    this.#dataApi = await startDataApi({
      port: this.settings.ports.dataApi,
      accessKey,
      findDatabase: (clusterArn) => findDatabaseOfCluster(this.clusters, clusterArn),
      resolveSecret: async () => ({ username: 'risk_master', password: PASSWORD }),
    });
    this.#endpoint = await startRdsEndpoint(this.settings, this.clusters);
    this.rds = new RDSClient({
      ...buildSdkConfiguration(this.settings),
      endpoint: this.settings.urls.rds,
      maxAttempts: 1,
    });
  }

  async stopServices(): Promise<void> {
    this.rds.destroy();
    await this.#endpoint.stop();
    await this.#dataApi.stop();
    await this.clusters.stop();
  }

  async stop(): Promise<void> {
    await this.#aws?.stop();
    await this.stopServices();
    for (const directory of listDataDirectories(this.settings)) await removePostgres(directory);
    await removeState(this.settings);
  }

  /** Runs statements as the superuser of a cluster's server, and returns the rows of the last one. */
  async query<Row>(sql: string, id = SOURCE): Promise<Row[]> {
    const client = new Client({ connectionString: this.clusters.findServer(id)?.url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** The database of a cluster as the functions reach it. */
  connect(id = SOURCE): Database {
    const client = createDataApiClient(this.settings.urls.dataApi, readCredentials(this.settings.stateDirectory));
    const resourceArn = `arn:aws:rds:eu-west-1:000000000000:cluster:${id}`;
    const secretArn = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:master';
    return connectDatabase(client, async () => ({ resourceArn, secretArn, database: 'risk' }));
  }

  async describe(id = SOURCE) {
    const { DBClusters = [] } = await this.rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: id }));
    return DBClusters[0];
  }

  /** Waits for the first backup, so that a time can be restored. */
  async waitForBackup(id = SOURCE): Promise<Date> {
    const { EarliestRestorableTime } = await until(
      async () => (await this.describe(id)) ?? {},
      ({ EarliestRestorableTime: time }) => time !== undefined,
    );
    return EarliestRestorableTime as Date;
  }

  /** Restores a cluster and waits until the functions could use it. */
  async restore(
    id: string,
    time: Date,
    options: Partial<RestoreDBClusterToPointInTimeCommandInput> = {},
  ): Promise<void> {
    await this.rds.send(
      new RestoreDBClusterToPointInTimeCommand({
        SourceDBClusterIdentifier: SOURCE,
        DBClusterIdentifier: id,
        RestoreToTime: time,
        ...options,
      }),
    );
    await this.waitUntilAvailable(id);
    await this.enable(id);
  }

  async waitUntilAvailable(id: string) {
    return until(
      () => this.describe(id),
      (cluster) => cluster?.Status !== 'creating',
      60,
    );
  }

  async enable(id: string): Promise<void> {
    const ResourceArn = `arn:aws:rds:eu-west-1:000000000000:cluster:${id}`;
    await this.rds.send(new EnableHttpEndpointCommand({ ResourceArn }));
    await this.rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: `${id}-1`,
        DBClusterIdentifier: id,
        DBInstanceClass: 'db.serverless',
        Engine: 'aurora-postgresql',
      }),
    );
    await until(
      async () => this.clusters.findRecord(id)?.instances[0]?.DBInstanceStatus,
      (status) => status === 'available',
    );
  }
}
