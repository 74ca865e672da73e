/**
 * A command's work on the local cloud: the services up, the stacks deployed, and the way to all of it. Joins the cloud
 * that runs in the state folder, or starts one for the time of the command.
 */
import { Client } from 'pg';
import { stackParameters } from '../aws/stack-parameters.ts';
import { type Cloud, postgresDirectory, startCloud } from '../local/cloud.ts';
import { deploy } from '../local/deploy/deploy.ts';
import { existingPostgres } from '../local/postgres/postgres.ts';
import { answers } from '../local/processes/managed-process.ts';
import { supervisorOf } from '../local/processes/process-records.ts';
import { type LocalSettings, sdkEnvironment } from '../local/settings.ts';
import { LocalCloudError } from '../terminal/command-error.ts';
import { Progress } from '../terminal/progress.ts';

/** The state folder's cloud runs, but not where this command looks for it. */
export class CloudNotReached extends LocalCloudError {
  constructor(settings: LocalSettings, supervisor: number) {
    super(
      `the local cloud in ${settings.stateDirectory} runs (process ${supervisor}) but does not answer at ${settings.urls.aws}: ` +
        'wait until it is up, and give this command the RISK_PORT_* that it was started with',
    );
  }
}

export interface Session {
  settings: LocalSettings;
  /** What the deployed stacks say of themselves, by name such as `api/url`. */
  parameter: (name: string) => string;
  /** The superuser's connection. */
  database: Client;
  progress: Progress;
  stateDirectory: string;
  /** Seconds of `cloud` and `deploy`; empty when a running cloud was joined. */
  seconds: Record<string, number>;
}

export interface SessionOptions {
  /** Use the cloud that already runs in the state folder, if one does. */
  joins?: boolean;
  /** Stay up after the work until Ctrl-C; a joined cloud stays up anyway. */
  stays?: boolean;
}

/**
 * Runs `work` on the local cloud, and ends what was started for it.
 * @throws {AlreadyRunning} when a cloud runs in the state folder and is not to be joined
 * @throws {CloudNotReached} when it runs on other ports, or is not up yet
 */
export async function withSession(
  settings: LocalSettings,
  options: SessionOptions,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  Object.assign(process.env, sdkEnvironment(settings));
  const progress = new Progress();
  const supervisor = options.joins ? supervisorOf(settings) : undefined;
  try {
    if (supervisor === undefined) return await onOwnCloud(settings, progress, options, work);
    const { running } = existingPostgres(postgresDirectory(settings));
    const isUp = running?.port === settings.ports.postgres && (await answers(`${settings.urls.aws}/_ministack/health`));
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
  { stays }: SessionOptions,
  work: (session: Session) => Promise<void>,
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
  const cloud: Cloud = await timed('cloud', () => startCloud(settings, (step) => progress.update(step)));
  progress.done('PostgreSQL, Data API, jobs, MLflow, AWS');
  try {
    progress.start('Deploy the stacks');
    await timed('deploy', () => deploy(settings, (event) => progress.update(event)));
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
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const { stateDirectory } = settings;
  try {
    const parameter = await stackParameters('local');
    await work({ settings, parameter, database, progress, stateDirectory, seconds });
  } finally {
    await database.end();
  }
}
