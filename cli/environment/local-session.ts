/**
 * A command's work on the local cloud: the services up, the stacks deployed, and the way to all of it. Joins the cloud
 * that runs in the state folder, or starts one for the time of the command.
 */
import { Client } from 'pg';
import { readStackParameters } from '../aws/stack-parameters.ts';
import { type LocalCloud, postgresDirectory, startLocalCloud } from '../local/cloud.ts';
import { deployStacks } from '../local/deploy/deploy.ts';
import { findPostgres } from '../local/postgres/postgres.ts';
import { respondsOk } from '../local/processes/managed-process.ts';
import { findSupervisor } from '../local/processes/process-records.ts';
import { type LocalSettings, sdkEnvironment } from '../local/settings/local-settings.ts';
import { CommandError } from '../terminal/command-error.ts';
import { Progress } from '../terminal/progress.ts';

/** The state folder's cloud runs, but not where this command looks for it. */
export class CloudNotReached extends CommandError {
  constructor(settings: LocalSettings, supervisor: number) {
    super(
      `the local cloud in ${settings.stateDirectory} runs (process ${supervisor}) but does not answer at ${settings.urls.aws}: ` +
        'wait until it is up, and give this command the RISK_PORT_* that it was started with',
    );
  }
}

export interface LocalSession {
  settings: LocalSettings;
  /** What the deployed stacks say of themselves, by name such as `api/url`. */
  parameter: (name: string) => string;
  /** The superuser's connection. */
  database: Client;
  progress: Progress;
  stateDirectory: string;
  /** Seconds of `cloud` and `deploy`; empty when a running cloud was joined. */
  secondsByStep: Record<string, number>;
}

export interface SessionOptions {
  /** Use the cloud that already runs in the state folder, if one does. */
  joinsRunningCloud?: boolean;
  /** Stay up after the work until Ctrl-C; a joined cloud stays up anyway. */
  staysUp?: boolean;
}

/**
 * Runs `work` on the local cloud, and ends what was started for it.
 * @throws {AlreadyRunning} when a cloud runs in the state folder and is not to be joined
 * @throws {CloudNotReached} when it runs on other ports, or is not up yet
 */
export async function withLocalCloud(
  settings: LocalSettings,
  options: SessionOptions,
  work: (session: LocalSession) => Promise<void>,
): Promise<void> {
  Object.assign(process.env, sdkEnvironment(settings));
  const progress = new Progress();
  const supervisor = options.joinsRunningCloud ? findSupervisor(settings) : undefined;
  try {
    if (supervisor === undefined) return await onOwnCloud(settings, progress, options, work);
    const { running } = findPostgres(postgresDirectory(settings));
    const isUp =
      running?.port === settings.ports.postgres && (await respondsOk(`${settings.urls.aws}/_ministack/health`));
    if (!isUp) throw new CloudNotReached(settings, supervisor);
    const database = new Client({ connectionString: running.url });
    await database.connect();
    await withTools(settings, progress, database, {}, work);
  } catch (error) {
    progress.fail();
    throw error;
  }
}

async function onOwnCloud(
  settings: LocalSettings,
  progress: Progress,
  { staysUp: stays }: SessionOptions,
  work: (session: LocalSession) => Promise<void>,
): Promise<void> {
  const seconds: Record<string, number> = {};
  const timed = async <T>(name: string, part: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await part();
    seconds[name] = (performance.now() - from) / 1000;
    return result;
  };
  progress.section('Local cloud');
  progress.start('Start the services');
  const cloud: LocalCloud = await timed('cloud', () => startLocalCloud(settings, (step) => progress.update(step)));
  progress.done('PostgreSQL, Data API, jobs, MLflow, AWS');
  try {
    progress.start('Deploy the stacks');
    await timed('deploy', () => deployStacks(settings, (event) => progress.update(event)));
    await Promise.all([cloud.mlflowReady, cloud.dashboardReady]);
    progress.done();
    await withTools(settings, progress, await cloud.connect(), seconds, work);
    if (stays) await cloud.untilStopped();
  } catch (error) {
    progress.fail();
    throw error;
  } finally {
    await cloud.stop();
  }
}

async function withTools(
  settings: LocalSettings,
  progress: Progress,
  database: Client,
  seconds: Record<string, number>,
  work: (session: LocalSession) => Promise<void>,
): Promise<void> {
  const { stateDirectory } = settings;
  try {
    const parameter = await readStackParameters('local');
    await work({ settings, parameter, database, progress, stateDirectory, secondsByStep: seconds });
  } finally {
    await database.end();
  }
}
