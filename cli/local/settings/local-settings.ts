/**
 * Reads the settings of the local cloud: ports, state folder and addresses. Everything local gets a `LocalSettings`
 * record. Open it to add a variable of child processes.
 */
import { delimiter, join, resolve } from 'node:path';
import { readOptionalEnv } from '../../../lambdas/shared/env.ts';
import { InvalidSetting } from '../../terminal/command-error.ts';
import { OWN_HOSTS } from '../../terminal/loopback-proxy.ts';
import { readCredentials } from './credentials.ts';
import { PORTS, type Ports, readPorts, SIGN_IN_PORT } from './read-ports.ts';

const REPOSITORY_ROOT = resolve(import.meta.dirname, '../../..');

export interface LocalSettings extends Ports {
  repositoryRoot: string;
  /** Absolute path of the folder in which the local cloud stores everything. */
  stateDirectory: string;
  region: string;
  accountId: string;
  urls: { aws: string; dataApi: string; jobs: string; rds: string; mlflow: string; dashboard: string };
  /** File in which AWS calls are recorded, while RISK_RECORD_CALLS is set; recorded-calls.ts says what for. */
  callRecord?: string;
}

export interface SettingsOptions {
  /** Relative to the current folder; default that of RISK_LOCAL_STATE, or `.local` of the repository. */
  stateDirectory?: string | undefined;
  /** Variables with RISK_PORT_* and RISK_LOCAL_STATE; default those of this process. */
  environment?: NodeJS.ProcessEnv;
}

/**
 * Reads the settings.
 * @throws {InvalidSetting} when a port is not usable or has two services, or the path of the state folder is too long
 */
export function readLocalSettings(options: SettingsOptions = {}): LocalSettings {
  const environment = options.environment ?? process.env;
  const stateDirectory = resolve(
    options.stateDirectory || readOptionalEnv(STATE_VARIABLE, environment) || join(REPOSITORY_ROOT, '.local'),
  );
  refuseLongPath(stateDirectory);
  const { ports, signInPort } = readPorts(environment, stateDirectory);
  const addressOf = (port: number) => `http://127.0.0.1:${port}`;
  return {
    repositoryRoot: REPOSITORY_ROOT,
    stateDirectory,
    ...(readOptionalEnv('RISK_RECORD_CALLS', environment) && { callRecord: getCallRecordPath(stateDirectory) }),
    region: 'eu-west-1',
    accountId: '000000000000',
    ports,
    signInPort,
    urls: {
      ...{
        aws: addressOf(ports.aws),
        dataApi: addressOf(ports.dataApi),
        jobs: addressOf(ports.jobs),
        rds: addressOf(ports.rds),
        mlflow: addressOf(ports.mlflow),
      },
      dashboard: `http://localhost:${ports.dashboard}`, // the only host to which Cognito redirects without TLS
    },
  };
}

/**
 * Variables with the endpoints of services that MiniStack does not run. Lambdas inherit them from MiniStack, which adds
 * AWS_ENDPOINT_URL itself.
 */
export function buildServiceEndpoints(settings: LocalSettings): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_RDS_DATA: settings.urls.dataApi,
    AWS_ENDPOINT_URL_RDS: settings.urls.rds,
    AWS_ENDPOINT_URL_SAGEMAKER: settings.urls.jobs,
    AWS_ENDPOINT_URL_EMR_SERVERLESS: settings.urls.jobs,
    MLFLOW_TRACKING_URI: settings.urls.mlflow,
  };
}

/**
 * Configuration of AWS clients of this process: its environment may point to a real account.
 * @throws {CredentialsMissing} when no local cloud has been started in the state folder
 */
export function buildSdkConfiguration(settings: LocalSettings) {
  const { accessKeyId, secretAccessKey } = readCredentials(settings.stateDirectory);
  return { endpoint: settings.urls.aws, region: settings.region, credentials: { accessKeyId, secretAccessKey } };
}

/**
 * Variables with which an AWS SDK or MLflow's client, in any language, reaches the local cloud and no real account.
 * @throws {CredentialsMissing} when no local cloud has been started in the state folder
 */
export function buildSdkEnvironment(settings: LocalSettings): Record<string, string> {
  const { accessKeyId, secretAccessKey, password } = readCredentials(settings.stateDirectory);
  return {
    ...buildSdkAddresses(settings),
    [STATE_VARIABLE]: settings.stateDirectory,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    MLFLOW_TRACKING_USERNAME: MLFLOW_USER,
    MLFLOW_TRACKING_PASSWORD: password,
  };
}

/** The one user of the local MLflow. */
export const MLFLOW_USER = 'risk';

/** The part of `buildSdkEnvironment` that is the same at every start. */
export function buildSdkAddresses(settings: LocalSettings): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: settings.urls.aws,
    ...buildServiceEndpoints(settings),
    [SIGN_IN_PORT.variable]: String(settings.signInPort),
    [PORTS.dashboard.variable]: String(settings.ports.dashboard),
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    // Profiles and proxies of this machine must not affect the local cloud.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    NO_PROXY: OWN_HOSTS,
  };
}

/**
 * Environment of every child process: few of this process's variables, the pinned Node and the project's Python first
 * on PATH, and the variable by which a later start recognises the processes of this state folder.
 */
export function buildChildEnvironment(settings: LocalSettings): Record<string, string> {
  const path = [join(settings.repositoryRoot, 'node_modules/.bin'), getPythonFolder(settings), process.env.PATH ?? ''];
  return {
    PATH: path.join(delimiter),
    HOME: readOptionalEnv('HOME') ?? '/',
    LANG: readOptionalEnv('LANG') ?? 'C.UTF-8',
    TMPDIR: getTemporaryDirectory(settings),
    PYTHONUNBUFFERED: '1',
    [STATE_VARIABLE]: settings.stateDirectory,
  };
}

/** Variable that names the state folder, also in the environment of every child process. */
export const STATE_VARIABLE = 'RISK_LOCAL_STATE';

/** Folder with the project's Python programs. */
export const getPythonFolder = (settings: LocalSettings): string => join(settings.repositoryRoot, '.venv/bin');

/** File with the recorded AWS calls of a state folder. */
export const getCallRecordPath = (stateDirectory: string): string => join(stateDirectory, 'recorded-calls.jsonl');

/** File that marks a folder as created by the local cloud: `npm run reset` may remove it. */
export const getStateMarkerPath = ({ stateDirectory }: Pick<LocalSettings, 'stateDirectory'>): string =>
  join(stateDirectory, 'local-cloud.txt');

/** Temporary files of child processes; emptied at every start. */
export const getTemporaryDirectory = (settings: LocalSettings): string => join(settings.stateDirectory, 'tmp');

/** Record of the last successful deploy; absent during a deploy and after a failed one. */
export const getDeployRecordPath = (settings: LocalSettings): string => join(settings.stateDirectory, 'deployed.json');

/** Log file of one process of the local cloud. */
export const getLogPath = (settings: LocalSettings, name: string): string =>
  join(settings.stateDirectory, 'logs', `${name}.log`);

/** SQLite, which holds MLflow's data, opens no file whose path has more than 512 bytes. */
const MAX_STATE_PATH_BYTES = 450;

function refuseLongPath(stateDirectory: string): void {
  const bytes = Buffer.byteLength(stateDirectory);
  if (bytes <= MAX_STATE_PATH_BYTES) return;
  const limit = `the path of the state folder may have ${MAX_STATE_PATH_BYTES} bytes, and has ${bytes}`;
  throw new InvalidSetting(`${limit} (${stateDirectory.slice(0, 40)}…): name a shorter one with --state`);
}
