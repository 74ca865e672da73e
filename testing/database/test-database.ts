/** Starts a real, empty PostgreSQL behind the Data API for one test file. `stop()` removes it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RDSDataClient } from '@aws-sdk/client-rds-data';
import { createClusterNotFoundException } from '../../cli/local/data-api/exceptions.ts';
import type { DataApiLimits } from '../../cli/local/data-api/limits.ts';
import { type DataApi, startDataApi } from '../../cli/local/data-api/server.ts';
import { prepareClusterDirectory } from '../../cli/local/postgres/cluster-directory.ts';
import { removePostgres, startPostgres } from '../../cli/local/postgres/postgres.ts';
import type { AccessKey } from '../../cli/local/settings/credentials.ts';
import { findFreePort } from '../../cli/local/settings/ports.ts';
import {
  connectDatabase,
  createDataApiClient as createClient,
  type Database,
} from '../../lambdas/shared/aws/database.ts';
import { TEST_CLIENT, TEST_CREDENTIALS } from '../aws/test-credentials.ts';

const CLUSTER_ARN = 'arn:aws:rds:eu-west-1:000000000000:cluster:risk-test';
export const MASTER_USERNAME = 'risk_master';

const SECRET_PREFIX = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:risk-test/';

export interface TestDatabaseOptions {
  /** Address of the S3 that `aws_s3` uses. */
  s3Endpoint?: string;
  /** Size from which an export continues in another object. */
  s3PartBytes?: number;
  /** Tighter limits of the Data API. */
  limits?: Partial<DataApiLimits>;
  /** Whether commits are flushed to disk and the log is archived; default false, which is faster. */
  durable?: boolean;
  /** Called with every line of the server's log. */
  log?: (line: string) => void;
  /** Puts a cluster into the folder where the server else creates one. */
  provideCluster?: (clusterDirectory: string) => Promise<void>;
}

export interface TestDatabase {
  /** Connection URL of the superuser for the empty database `risk`. */
  url: string;
  port: number;
  /** Folder of the server's files, its cluster and the archived log. */
  clusterDirectory: string;
  dataApi: DataApi;
  /** AWS client of the Data API. */
  client: RDSDataClient;
  clusterArn: string;
  /** ARN of a role's secret; MASTER_USERNAME names the master user's. */
  getSecretArn(role: string): string;
  /** Connects with the client of the Lambdas, as this role. */
  connect(role: string): Database;
  /** Password in a role's secret. Set it for the role in PostgreSQL to permit its login. */
  getPassword(role: string): string;
  stop(): Promise<void>;
  /** Stops the server and keeps its files, until `remove()`. */
  stopServer(): Promise<void>;
  remove(): Promise<void>;
}

/** Starts both in about a second. Call it once per test file, in `beforeAll`. */
export async function startTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-test-'));
  const dataDirectory = join(folder, 'postgres');
  const { limits, durable = false, provideCluster, ...s3 } = options;
  await provideCluster?.(prepareClusterDirectory(dataDirectory).path);
  const postgres = await startPostgres({
    ...{ dataDirectory, port: await findFreePort(), durable },
    ...{ ...s3, s3AccessKey: TEST_CREDENTIALS },
  });
  const dataApi = await startDataApi({
    port: 0,
    accessKey: TEST_CREDENTIALS,
    findDatabase: (clusterArn) => {
      if (clusterArn !== CLUSTER_ARN) throw createClusterNotFoundException(clusterArn);
      return { url: postgres.url, masterUsername: MASTER_USERNAME };
    },
    limits,
    async resolveSecret(arn) {
      if (!arn.startsWith(SECRET_PREFIX)) throw new Error(`no secret ${arn}`);
      const username = arn.slice(SECRET_PREFIX.length);
      return { username, password: buildPassword(username) };
    },
  });
  const client = createDataApiClient(dataApi.url);
  const stopServer = async () => {
    await dataApi.stop();
    await postgres.stop();
  };
  const remove = async () => {
    await removePostgres(dataDirectory);
    await rm(folder, { recursive: true, force: true });
  };
  return {
    url: postgres.url,
    port: postgres.port,
    clusterDirectory: postgres.clusterDirectory,
    dataApi,
    client,
    clusterArn: CLUSTER_ARN,
    getSecretArn: buildSecretArn,
    connect: (role) =>
      connectDatabase(client, async () => ({
        resourceArn: CLUSTER_ARN,
        secretArn: buildSecretArn(role),
        database: 'risk',
      })),
    getPassword: buildPassword,
    stopServer,
    remove,
    async stop() {
      await stopServer();
      await remove();
    },
  };
}

/** Creates the AWS client of a Data API at this address. */
export function createDataApiClient(endpoint: string, credentials: AccessKey = TEST_CREDENTIALS): RDSDataClient {
  return createClient({ ...TEST_CLIENT, credentials, endpoint });
}

function buildSecretArn(role: string): string {
  return SECRET_PREFIX + role;
}

function buildPassword(role: string): string {
  return `password-of-${role}`;
}
