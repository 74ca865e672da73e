/** The parts of the local cloud that restore a database: PostgreSQL, the Data API, the RDS endpoint and MiniStack. */
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  CreateDBInstanceCommand,
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
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
import { getArchiveFolder } from '../../../../cli/local/postgres/backups/archive.ts';
import { listClusterDirectories } from '../../../../cli/local/postgres/cluster-directory.ts';
import { removePostgres } from '../../../../cli/local/postgres/postgres.ts';
import type { ManagedProcess } from '../../../../cli/local/processes/managed-process.ts';
import { findDatabaseOfCluster } from '../../../../cli/local/rds/http-endpoint.ts';
import { type RdsEndpoint, startRdsEndpoint } from '../../../../cli/local/rds/server.ts';
import { readCredentials } from '../../../../cli/local/settings/credentials.ts';
import { buildSdkConfiguration, type LocalSettings } from '../../../../cli/local/settings/local-settings.ts';
import { connectDatabase, type Database } from '../../../../lambdas/shared/aws/database.ts';
import { readSqlFile } from '../../../../lambdas/shared/sql-file.ts';
import { createDataApiClient } from '../../../../testing/database/test-database.ts';
import { removeState, testSettings, until } from '../harness.ts';
import { deployDatabaseStack, SOURCE } from './database-stack.ts';

const PASSWORD = 'a-master-password';

export class LocalRds {
  readonly settings: LocalSettings;
  clusters!: Clusters;
  rds!: RDSClient;
  #dataApi!: DataApi;
  #endpoint!: RdsEndpoint;
  #aws: ManagedProcess | undefined;

  private constructor(settings: LocalSettings) {
    this.settings = settings;
  }

  static async start(): Promise<LocalRds> {
    const local = new LocalRds(await testSettings());
    try {
      await local.startServices();
      await local.#startAws();
      await local.connect().query('select 1'); // makes the master user
      return local;
    } catch (error) {
      await local.stop(); // a running server would keep the test's process from ending
      throw error;
    }
  }

  async #startAws(): Promise<void> {
    this.#aws = await startMiniStack(this.settings);
    await deployDatabaseStack(this.settings);
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

  /** Ends MiniStack as a crash does. */
  async killAws(): Promise<void> {
    await this.#aws?.kill();
    this.#aws = undefined;
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

  /** Asks for a restore of the source. */
  async beginRestore(id: string, options: Partial<RestoreDBClusterToPointInTimeCommandInput>): Promise<void> {
    const names = { SourceDBClusterIdentifier: SOURCE, DBClusterIdentifier: id };
    await this.rds.send(new RestoreDBClusterToPointInTimeCommand({ ...names, ...options }));
  }

  /** Restores a cluster and waits until the functions could use it. */
  async restore(id: string, RestoreToTime: Date, options: object = {}): Promise<void> {
    await this.beginRestore(id, { RestoreToTime, ...options });
    await this.waitUntilAvailable(id);
    await this.enableHttpEndpoint(id);
    await this.createInstance(id);
  }

  async waitUntilAvailable(id: string) {
    return until(
      () => this.describe(id),
      (cluster) => cluster?.Status !== 'creating',
    );
  }

  async enableHttpEndpoint(id: string): Promise<void> {
    const ResourceArn = `arn:aws:rds:eu-west-1:000000000000:cluster:${id}`;
    await this.rds.send(new EnableHttpEndpointCommand({ ResourceArn }));
  }

  async createInstance(id: string): Promise<void> {
    const instance = { DBInstanceIdentifier: `${id}-1`, DBInstanceClass: 'db.serverless', Engine: 'aurora-postgresql' };
    await this.rds.send(new CreateDBInstanceCommand({ ...instance, DBClusterIdentifier: id }));
    await until(
      async () => this.clusters.findRecord(id)?.instances[0]?.DBInstanceStatus,
      (status) => status === 'available',
    );
  }

  /** Deletes the instances of a cluster and the cluster. */
  async remove(id: string): Promise<void> {
    const instances = this.clusters.findRecord(id)?.instances ?? [];
    for (const { DBInstanceIdentifier } of instances) {
      await this.rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier }));
    }
    await until(
      async () => this.clusters.findRecord(id)?.instances,
      (remaining) => remaining?.length === 0,
    );
    await this.rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier: id, SkipFinalSnapshot: true }));
    await until(
      async () => this.clusters.findRecord(id),
      (record) => record === undefined,
    );
  }

  /** Names of the restored clusters that have a folder. */
  listFolders(): string[] {
    const [, ...restored] = listDataDirectories(this.settings);
    return restored.filter((path) => listClusterDirectories(path).some(existsSync)).map((path) => basename(path));
  }

  /** Moves the archived log of the source away. @returns moves it back */
  async hideSegments(): Promise<() => Promise<void>> {
    const archive = this.#getArchive();
    const hidden = `${archive}-hidden`;
    await mkdir(hidden);
    const move = async (from: string, to: string) => {
      for (const name of await readdir(from)) await rename(join(from, name), join(to, name));
    };
    await move(archive, hidden);
    return async () => {
      await move(hidden, archive);
      await rm(hidden, { recursive: true });
    };
  }

  /** Makes the archive of the source unwritable for its server. @returns undoes it */
  async lockArchive(): Promise<() => Promise<void>> {
    await chmod(this.#getArchive(), 0o500);
    return () => chmod(this.#getArchive(), 0o700);
  }

  /** What `npm run status` reads. */
  readArchiveFailures(): Promise<object[]> {
    return this.query(readSqlFile('cli/status/find_archive_failure.sql'));
  }

  #getArchive(): string {
    return getArchiveFolder(this.clusters.findServer(SOURCE)?.clusterDirectory ?? '');
  }
}
