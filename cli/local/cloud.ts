/**
 * The local cloud: PostgreSQL, the Data API, the job endpoint, MLflow, MiniStack and the dashboard, started together and
 * ended together. Deploying the stacks on it is `deploy.ts`.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { startDashboard } from './dashboard/server.ts';
import { createSecretReader } from './data-api/secrets.ts';
import { startDataApi } from './data-api/server.ts';
import { startJobEndpoint } from './jobs/server.ts';
import { startMiniStack } from './ministack/ministack.ts';
import { startMlflow } from './mlflow.ts';
import { listClusterDirectories } from './postgres/cluster-directory.ts';
import { endOrphanServer } from './postgres/orphan-server.ts';
import { startPostgres } from './postgres/postgres.ts';
import { openLineLog } from './processes/line-log.ts';
import { becomeSupervisor, endOrphanProcesses, resignSupervisor } from './processes/process-records.ts';
import { ServiceGroup } from './processes/service-group.ts';
import { stopOnTermination } from './processes/termination.ts';
import {
  deployRecordPath,
  type LocalSettings,
  stateMarkerPath,
  temporaryDirectory,
} from './settings/local-settings.ts';
import { requireFreePorts } from './settings/ports.ts';

export interface LocalCloud {
  /** Address of the database `risk` for its superuser; what is deployed goes through the Data API instead. */
  postgresUrl: string;
  /** A connection of the superuser's, for reports and tests; the caller ends it. */
  connect(): Promise<pg.Client>;
  /** Resolves when MLflow answers, seconds after the rest: nothing before the first training needs it. */
  mlflowReady: Promise<void>;
  /** Resolves when the dashboard is built and served; it says so itself where the stacks are not up yet. */
  dashboardReady: Promise<void>;
  /** Waits for Ctrl-C or SIGTERM, at which the cloud is stopped and the process exits. */
  untilStopped(): Promise<never>;
  /** Ends every part in the reverse order of starting, then gives the state folder back. */
  stop(): Promise<void>;
}

/** Master user of the cluster in lib/constructs/database/risk-cluster.ts. */
const MASTER_USER = 'risk_master';

type OnStep = (step: string) => void;

/**
 * Starts all parts at once and resolves when the stacks can be deployed. Ctrl-C and SIGTERM stop it from then on.
 * @throws {AlreadyRunning} when another process runs this state folder's cloud
 * @throws {PortTaken} naming every port that another program holds
 * @throws {ProcessFailed} when a part does not come up; the others are stopped first
 */
export async function startLocalCloud(settings: LocalSettings, onStep: OnStep = () => {}): Promise<LocalCloud> {
  await mkdir(settings.stateDirectory, { recursive: true });
  await writeFile(stateMarkerPath(settings), 'State of the local cloud. `npm run reset` removes this folder.\n');
  becomeSupervisor(settings);
  const parts = new ServiceGroup(onStep);
  const stop = once(async () => {
    await parts.stop();
    await rm(temporaryDirectory(settings), { recursive: true, force: true });
    resignSupervisor(settings);
    ignoreSignals();
  });
  const ignoreSignals = stopOnTermination(stop);
  try {
    await clearAfterCrash(settings, onStep);
    return { ...(await startParts(settings, parts)), untilStopped, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where PostgreSQL's data directory is asked to be; it moves elsewhere when its user can't reach it. */
export const postgresDirectory = (settings: LocalSettings): string => join(settings.stateDirectory, 'postgres');

async function clearAfterCrash(settings: LocalSettings, onStep: OnStep): Promise<void> {
  const orphans = await endOrphanProcesses(settings);
  for (const home of listClusterDirectories(postgresDirectory(settings))) await endOrphanServer(home);
  if (orphans.length > 0) onStep(`ended what an earlier start left running: ${orphans.join(', ')}`);
  await dropWhatOutlivedTheDatabase(settings, onStep);
  await rm(temporaryDirectory(settings), { recursive: true, force: true });
  await mkdir(temporaryDirectory(settings), { recursive: true });
  // MiniStack unpacks Lambdas here. On AWS nothing above their code says "type": "module", as our package.json does.
  await writeFile(join(temporaryDirectory(settings), 'package.json'), '{}\n');
  await requireFreePorts(settings);
}

/**
 * Where the database had to move to the temporary folder, a reboot may have removed it. What is deployed, stored and
 * registered refers to it, so all of it goes.
 */
async function dropWhatOutlivedTheDatabase(settings: LocalSettings, onStep: OnStep): Promise<void> {
  const isThere = listClusterDirectories(postgresDirectory(settings)).some((home) =>
    existsSync(join(home, 'cluster/PG_VERSION')),
  );
  if (isThere || !existsSync(deployRecordPath(settings))) return;
  onStep('the database of the last start is gone: beginning anew');
  for (const name of ['deployed.json', 'ministack', 'mlflow', 'jobs']) {
    await rm(join(settings.stateDirectory, name), { recursive: true, force: true });
  }
}

/** MiniStack keeps the objects that it takes in memory, whole. */
const EXPORT_PART_BYTES = 64 * 1024 ** 2;

/** Named in the order in which they need each other: Lambdas call all the rest, so MiniStack is last in, first out. */
async function startParts(settings: LocalSettings, parts: ServiceGroup) {
  const postgres = parts.start('PostgreSQL', () =>
    startPostgres({
      dataDirectory: postgresDirectory(settings),
      port: settings.ports.postgres,
      s3Endpoint: settings.urls.aws,
      s3PartBytes: EXPORT_PART_BYTES,
      log: openLineLog(settings, 'postgres'),
    }),
  );
  const dataApi = parts.start('the Data API', async () =>
    startDataApi({
      port: settings.ports.dataApi,
      postgresUrl: (await postgres).url,
      resolveSecret: createSecretReader(settings),
      masterUsername: MASTER_USER,
      log: openLineLog(settings, 'data-api'),
    }),
  );
  const mlflow = parts.start('MLflow', (signal) => startMlflow(settings, signal));
  const jobs = parts.start('the job endpoint', () => startJobEndpoint(settings));
  const aws = parts.start('AWS', (signal) => startMiniStack(settings, signal));
  const dashboard = parts.start('the dashboard', () => startDashboard(settings, openLineLog(settings, 'dashboard')));

  const mlflowReady = mlflow.then(() => {});
  const dashboardReady = dashboard.then(() => {});
  for (const ready of [mlflowReady, dashboardReady]) ready.catch(() => {}); // whoever waits for it hears of it
  const [{ url: postgresUrl }] = await Promise.all([postgres, dataApi, jobs, aws]);
  const connect = async () => {
    const client = new pg.Client({ connectionString: postgresUrl });
    await client.connect();
    return client;
  };
  return { postgresUrl, connect, mlflowReady, dashboardReady };
}

/** `stop` comes from Ctrl-C as well as from the caller's own end. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

/** A timer keeps the process alive; the signal handler exits it. */
const untilStopped = (): Promise<never> => new Promise(() => setInterval(() => {}, 3_600_000));
