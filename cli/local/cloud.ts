/**
 * Starts and stops the services of the local cloud together: PostgreSQL, Data API, job endpoint, MLflow, MiniStack and
 * dashboard. Open it to add a service; deploy/deploy.ts deploys the stacks.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { DEPLOYED_CLUSTER, getDataDirectory, listDataDirectories } from './clusters/cluster-record.ts';
import { Clusters } from './clusters/clusters.ts';
import { findServingDatabase } from './clusters/serving-cluster.ts';
import { startDashboard } from './dashboard/server.ts';
import { createSecretReader } from './data-api/secrets.ts';
import { startDataApi } from './data-api/server.ts';
import { startJobEndpoint } from './jobs/server.ts';
import { startMiniStack } from './ministack/ministack.ts';
import { startMlflow } from './mlflow.ts';
import { listClusterDirectories } from './postgres/cluster-directory.ts';
import { endOrphanServer } from './postgres/orphan-server.ts';
import { removePostgres } from './postgres/postgres.ts';
import { openLineLog } from './processes/line-log.ts';
import { becomeSupervisor, endOrphanProcesses, resignSupervisor } from './processes/process-records.ts';
import { ServiceGroup } from './processes/service-group.ts';
import { stopOnTermination } from './processes/termination.ts';
import { findDatabaseOfCluster } from './rds/http-endpoint.ts';
import { startRdsEndpoint } from './rds/server.ts';
import { createCallRecorder } from './recorded-calls.ts';
import { type AccessKey, renewCredentials } from './settings/credentials.ts';
import {
  getDeployRecordPath,
  getStateMarkerPath,
  getTemporaryDirectory,
  type LocalSettings,
} from './settings/local-settings.ts';
import { requireFreePorts } from './settings/ports.ts';
import { rememberPorts } from './settings/read-ports.ts';
import { createStateFolder } from './settings/state-folder.ts';

export interface LocalCloud {
  /** Address of the deployed cluster's database for its superuser; the functions use the Data API instead. */
  postgresUrl: string;
  /** Opens a connection as superuser to the cluster that the functions use; the caller ends it. */
  connect(): Promise<pg.Client>;
  /** Resolves when MLflow responds, seconds after the other services: only a training needs it. */
  mlflowReady: Promise<void>;
  /** Resolves when the dashboard is built and served; until the stacks are deployed it responds with 503. */
  dashboardReady: Promise<void>;
  /** Waits for Ctrl-C or SIGTERM, at which the cloud is stopped and the process exits. */
  waitUntilStopped(): Promise<never>;
  /** Stops every service in the reverse order of starting, then releases the state folder. */
  stop(): Promise<void>;
}

type OnStep = (step: string) => void;

/**
 * Starts all services at the same time and resolves when the stacks can be deployed. Ctrl-C and SIGTERM stop them.
 * @param onStep called with one line for each step
 * @throws {StateFolderForeign} when the state folder belongs to another user
 * @throws {NotAStateFolder} when it has files of something else
 * @throws {AlreadyRunning} when another process runs the local cloud of this state folder
 * @throws {PortTaken} when another program uses a port; names every such port
 * @throws {ProcessFailed} when a service does not start; the others are stopped first
 */
export async function startLocalCloud(settings: LocalSettings, onStep: OnStep = () => {}): Promise<LocalCloud> {
  await createStateFolder(settings.stateDirectory);
  const isNewFolder = !existsSync(getStateMarkerPath(settings));
  await writeFile(getStateMarkerPath(settings), 'State of the local cloud. `npm run reset` removes this folder.\n');
  becomeSupervisor(settings);
  const credentials = renewCredentials(settings.stateDirectory);
  const services = new ServiceGroup(onStep);
  const stop = runOnce(async () => {
    await services.stop();
    await rm(getTemporaryDirectory(settings), { recursive: true, force: true });
    resignSupervisor(settings);
    removeSignalHandlers();
  });
  const removeSignalHandlers = stopOnTermination(stop);
  try {
    await removeCrashRemains(settings, onStep);
    rememberPorts(settings.stateDirectory, settings);
    if (isNewFolder) await removeEarlierDatabase(settings);
    return { ...(await startServices(settings, credentials, services)), waitUntilStopped, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function removeCrashRemains(settings: LocalSettings, onStep: OnStep): Promise<void> {
  const orphans = await endOrphanProcesses(settings);
  for (const directory of listDataDirectories(settings).flatMap(listClusterDirectories))
    await endOrphanServer(directory);
  if (orphans.length > 0) onStep(`ended what an earlier start left running: ${orphans.join(', ')}`);
  await removeStateWithoutDatabase(settings, onStep);
  await rm(getTemporaryDirectory(settings), { recursive: true, force: true });
  await mkdir(getTemporaryDirectory(settings), { recursive: true });
  // MiniStack unpacks Lambdas below this folder. Our package.json would make their code ES modules, unlike on AWS.
  await writeFile(join(getTemporaryDirectory(settings), 'package.json'), '{}\n');
  await requireFreePorts(settings);
}

/**
 * Removes deployed stacks, objects, models and jobs when the database that they refer to is missing: a reboot may
 * have deleted it from the temporary folder.
 */
async function removeStateWithoutDatabase(settings: LocalSettings, onStep: OnStep): Promise<void> {
  const hasDatabase = listClusterDirectories(getDataDirectory(settings)).some((directory) =>
    existsSync(join(directory, 'cluster/PG_VERSION')),
  );
  if (hasDatabase || !existsSync(getDeployRecordPath(settings))) return;
  onStep('the database of the last start is gone: beginning anew');
  for (const name of ['deployed.json', 'deployed-cluster.json', 'ministack', 'mlflow', 'jobs']) {
    await rm(join(settings.stateDirectory, name), { recursive: true, force: true });
  }
}

/** A database in the temporary folder outlives a state folder that was deleted by hand; its data are not the new one's. */
async function removeEarlierDatabase(settings: LocalSettings): Promise<void> {
  for (const directory of listDataDirectories(settings)) await removePostgres(directory);
}

/** The order counts when they stop: Lambdas call all other services, so MiniStack stops before them. */
async function startServices(settings: LocalSettings, accessKey: AccessKey, services: ServiceGroup) {
  const clusters = new Clusters(settings, accessKey);
  const postgres = services.start('PostgreSQL', async () => {
    await clusters.start();
    return clusters;
  });
  const dataApi = services.start('the Data API', async () => {
    await postgres;
    return startDataApi({
      port: settings.ports.dataApi,
      accessKey,
      findDatabase: (clusterArn) => findDatabaseOfCluster(clusters, clusterArn),
      resolveSecret: createSecretReader(settings),
      log: openLineLog(settings, 'data-api'),
      recordCalls: createCallRecorder(settings),
    });
  });
  const rds = services.start('the RDS endpoint', () => startRdsEndpoint(settings, clusters));
  const mlflow = services.start('MLflow', (signal) => startMlflow(settings, signal));
  const jobs = services.start('the job endpoint', () => startJobEndpoint(settings));
  const aws = services.start('AWS', (signal) => startMiniStack(settings, signal));
  const dashboard = services.start('the dashboard', () => startDashboard(settings, openLineLog(settings, 'dashboard')));

  const mlflowReady = mlflow.then(() => {});
  const dashboardReady = dashboard.then(() => {});
  for (const ready of [mlflowReady, dashboardReady]) ready.catch(() => {}); // surfaces where it is awaited
  await Promise.all([postgres, dataApi, rds, jobs, aws]);
  const postgresUrl = clusters.findServer(DEPLOYED_CLUSTER)?.url ?? '';
  const connect = async () => {
    const client = new pg.Client({ connectionString: await findServingDatabase(settings) });
    await client.connect();
    return client;
  };
  return { postgresUrl, connect, mlflowReady, dashboardReady };
}

/** A signal and the caller may both stop the cloud. */
function runOnce(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

/** A timer keeps the process alive; the signal handler exits it. */
const waitUntilStopped = (): Promise<never> => new Promise(() => setInterval(() => {}, 3_600_000));
