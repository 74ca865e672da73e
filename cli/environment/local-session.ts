/**
 * Runs a command's work on the local cloud with the stacks deployed: joins the cloud that is up in the state folder, or
 * starts one for the command.
 */
import { Client } from 'pg';
import { readStackParameters } from '../aws/stack-parameters.ts';
import { startLocalCloud } from '../local/cloud.ts';
import { getDataDirectory } from '../local/clusters/cluster-record.ts';
import { findServingDatabase } from '../local/clusters/serving-cluster.ts';
import { ensureLocalUsers } from '../local/dashboard/users.ts';
import { deployStacks } from '../local/deploy/deploy.ts';
import { findPostgres } from '../local/postgres/postgres.ts';
import { respondsOk } from '../local/processes/managed-process.ts';
import { findSupervisor } from '../local/processes/process-records.ts';
import { buildSdkEnvironment, type LocalSettings } from '../local/settings/local-settings.ts';
import { Progress } from '../terminal/progress.ts';
import { CloudNotReached, hasState, NoStateYet, NotRunning } from './not-running.ts';

export interface LocalSession {
  settings: LocalSettings;
  /** A value that the deployed stacks publish, by name such as `api/url`. */
  parameter: (name: string) => string;
  /** Connection of the superuser. */
  database: Client;
  progress: Progress;
  stateDirectory: string;
  /** Whether the command has started the cloud, and stops it. */
  ownsCloud: boolean;
  /** Seconds of `cloud` and `deploy`; empty when a running cloud was joined. */
  secondsByStep: Record<string, number>;
}

type Work = (session: LocalSession) => Promise<void>;

/**
 * What a command does where no cloud runs in its state folder: `create` starts one, in a new folder too; `start` starts
 * one only with what an earlier start has left; `refuse` starts nothing.
 */
export type WhenStopped = 'create' | 'start' | 'refuse';

export interface SessionOptions {
  /** Use the cloud that already runs in the state folder, if one does. */
  joinsRunningCloud?: boolean;
  /** Default: `create`. */
  whenStopped?: WhenStopped;
  /** Stay up after the work until Ctrl-C; a joined cloud stays up anyway. */
  staysUp?: boolean;
}

/**
 * Runs `work` on the local cloud, and stops the cloud if it was started for this.
 * @throws {AlreadyRunning} when a cloud runs in the state folder and is not to be joined
 * @throws {CloudNotReached} when it runs on other ports, or is not up yet
 * @throws {NoStateYet} when none was ever started in the state folder, and the options create none
 * @throws {NotRunning} when none runs, and the options start none
 */
export async function withLocalCloud(settings: LocalSettings, options: SessionOptions, work: Work): Promise<void> {
  const progress = new Progress();
  const supervisor = options.joinsRunningCloud ? findSupervisor(settings) : undefined;
  if (supervisor === undefined) requireStart(settings, options.whenStopped);
  try {
    if (supervisor === undefined) return await runOnNewCloud(settings, progress, options, work);
    const { running } = findPostgres(getDataDirectory(settings));
    const isUp =
      running?.port === settings.ports.postgres && (await respondsOk(`${settings.urls.aws}/_ministack/health`));
    if (!isUp) throw new CloudNotReached(settings, supervisor);
    Object.assign(process.env, buildSdkEnvironment(settings));
    const database = new Client({ connectionString: await findServingDatabase(settings) });
    await database.connect();
    await runWork(work, { settings, progress, database, ownsCloud: false, secondsByStep: {} });
  } catch (error) {
    progress.fail();
    throw error;
  }
}

function requireStart(settings: LocalSettings, whenStopped: WhenStopped = 'create'): void {
  if (whenStopped === 'create') return;
  if (!hasState(settings)) throw new NoStateYet(settings);
  if (whenStopped === 'refuse') throw new NotRunning(settings);
}

const STARTED_FOR_COMMAND = 'The local cloud is not running: it starts for this command and stops after it';

async function runOnNewCloud(
  settings: LocalSettings,
  progress: Progress,
  { staysUp, joinsRunningCloud }: SessionOptions,
  work: Work,
): Promise<void> {
  const secondsByStep: Record<string, number> = {};
  const measure = async <T>(name: string, step: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const result = await step();
    secondsByStep[name] = (performance.now() - startedAt) / 1000;
    return result;
  };
  // What a joining command prints is its result, so standard error shows the start.
  const starting = joinsRunningCloud ? new Progress(console.error) : progress;
  starting.printSection(joinsRunningCloud ? STARTED_FOR_COMMAND : 'Local cloud');
  starting.start('Start the services');
  const cloud = await measure('cloud', () => startLocalCloud(settings, (step) => starting.update(step))).catch(
    (error: unknown) => {
      starting.fail();
      throw error;
    },
  );
  starting.finish('PostgreSQL, Data API, jobs, MLflow, AWS');
  Object.assign(process.env, buildSdkEnvironment(settings));
  try {
    starting.start('Deploy the stacks');
    await measure('deploy', () => deployStacks(settings, (event) => starting.update(event)));
    const parameter = await readStackParameters('local');
    await Promise.all([
      ensureLocalUsers(settings, parameter('api/user-pool-id')),
      cloud.mlflowReady,
      cloud.dashboardReady,
    ]);
    starting.finish();
    await runWork(work, { settings, progress, database: await cloud.connect(), ownsCloud: true, secondsByStep });
    if (staysUp) await cloud.waitUntilStopped();
  } catch (error) {
    starting.fail();
    throw error;
  } finally {
    await cloud.stop();
  }
}

async function runWork(work: Work, session: Omit<LocalSession, 'parameter' | 'stateDirectory'>): Promise<void> {
  try {
    const parameter = await readStackParameters('local');
    await work({ ...session, parameter, stateDirectory: session.settings.stateDirectory });
  } finally {
    await session.database.end();
  }
}
