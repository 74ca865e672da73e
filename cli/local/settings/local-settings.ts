/**
 * Where the local cloud lives: ports, state folder, addresses.
 * Everything that runs locally gets these from one `LocalSettings` record; nothing else reads RISK_PORT_*.
 */
import { delimiter, join, resolve } from 'node:path';
import { InvalidSetting } from '../../terminal/command-error.ts';

const REPOSITORY_ROOT = resolve(import.meta.dirname, '../../..');

/** Who listens where: the default port and the environment variable that changes it. */
export const PORTS = {
  aws: { wantedBy: 'MiniStack (AWS)', variable: 'RISK_PORT_AWS', default: 4566 },
  dataApi: { wantedBy: 'the Data API', variable: 'RISK_PORT_DATA_API', default: 4567 },
  jobs: { wantedBy: 'the job endpoint', variable: 'RISK_PORT_JOBS', default: 4568 },
  mlflow: { wantedBy: 'MLflow', variable: 'RISK_PORT_MLFLOW', default: 4569 },
  postgres: { wantedBy: 'PostgreSQL', variable: 'RISK_PORT_POSTGRES', default: 4570 },
  dashboard: { wantedBy: 'the dashboard', variable: 'RISK_PORT_DASHBOARD', default: 4572 },
} as const;

export type PortName = keyof typeof PORTS;

/** Nothing of the local cloud listens there: `npm run token -- --person` does, while a person signs in. */
export const SIGN_IN_PORT = { variable: 'RISK_PORT_SIGN_IN', default: 4571 } as const;

export interface LocalSettings {
  repositoryRoot: string;
  /** Absolute; holds everything the local cloud keeps, so that removing it is a reset. */
  stateDirectory: string;
  region: string;
  accountId: string;
  ports: Record<PortName, number>;
  /** Port of the address that a person who signed in is sent back to. */
  signInPort: number;
  urls: { aws: string; dataApi: string; jobs: string; mlflow: string; dashboard: string };
}

export interface SettingsOptions {
  /** Relative to the current folder; default `.local` of the repository. */
  stateDirectory?: string | undefined;
  /** Where RISK_PORT_* are read; default the process's environment. */
  environment?: NodeJS.ProcessEnv;
}

/**
 * Reads the settings of this machine.
 * @throws {InvalidSetting} when a port is no number between 1 and 65535, or two are the same
 */
export function readLocalSettings(options: SettingsOptions = {}): LocalSettings {
  const environment = options.environment ?? process.env;
  const ports = Object.fromEntries(
    Object.entries(PORTS).map(([name, port]) => [name, portFrom(environment[port.variable], port)]),
  ) as Record<PortName, number>;
  refuseSharedPorts(ports);
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return {
    repositoryRoot: REPOSITORY_ROOT,
    stateDirectory: resolve(options.stateDirectory ?? join(REPOSITORY_ROOT, '.local')),
    region: 'eu-west-1',
    accountId: '000000000000',
    ports,
    signInPort: portFrom(environment[SIGN_IN_PORT.variable], SIGN_IN_PORT),
    urls: {
      ...{ aws: at(ports.aws), dataApi: at(ports.dataApi), jobs: at(ports.jobs), mlflow: at(ports.mlflow) },
      dashboard: `http://localhost:${ports.dashboard}`, // the only name that Cognito sends people to without TLS
    },
  };
}

/**
 * Endpoints of the services MiniStack does not run itself. Lambdas inherit these from MiniStack, which adds
 * AWS_ENDPOINT_URL by itself.
 */
export function serviceEndpoints(settings: LocalSettings): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_RDS_DATA: settings.urls.dataApi,
    AWS_ENDPOINT_URL_SAGEMAKER: settings.urls.jobs,
    AWS_ENDPOINT_URL_EMR_SERVERLESS: settings.urls.jobs,
    MLFLOW_TRACKING_URI: settings.urls.mlflow,
  };
}

/** For AWS clients made in this process, whose own environment may point to a real account. */
export function sdkConfiguration(settings: LocalSettings) {
  return {
    endpoint: settings.urls.aws,
    region: settings.region,
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: ACCESS_KEY },
  };
}

/** MiniStack takes any key that is no account id. */
const ACCESS_KEY = 'test';

/** What an AWS SDK, in any language, needs to reach the local cloud and nothing else. */
export function sdkEnvironment(settings: LocalSettings): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: settings.urls.aws,
    ...serviceEndpoints(settings),
    [SIGN_IN_PORT.variable]: String(settings.signInPort),
    [PORTS.dashboard.variable]: String(settings.ports.dashboard),
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_ACCESS_KEY_ID: ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: ACCESS_KEY,
    AWS_EC2_METADATA_DISABLED: 'true',
    // A profile or proxy of the person's own must not reach into the local cloud.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    NO_PROXY: '127.0.0.1,localhost',
  };
}

/**
 * Environment of every child process: the little it needs of ours, the pinned Node and the project's Python first on
 * PATH, and a mark by which a later start knows that the process belongs to this state folder.
 */
export function childEnvironment(settings: LocalSettings): Record<string, string> {
  const path = [join(settings.repositoryRoot, 'node_modules/.bin'), pythonFolder(settings), process.env.PATH ?? ''];
  return {
    PATH: path.join(delimiter),
    HOME: process.env.HOME ?? '/',
    LANG: process.env.LANG ?? 'C.UTF-8',
    TMPDIR: temporaryDirectory(settings),
    PYTHONUNBUFFERED: '1',
    [STATE_VARIABLE]: settings.stateDirectory,
  };
}

/** Environment variable that names the state folder in every process the local cloud starts. */
export const STATE_VARIABLE = 'RISK_LOCAL_STATE';

/** Folder with the project's Python programs. */
export const pythonFolder = (settings: LocalSettings): string => join(settings.repositoryRoot, '.venv/bin');

/** A file that marks a folder as one the local cloud made, and may remove. */
export const stateMarkerPath = (settings: LocalSettings): string => join(settings.stateDirectory, 'local-cloud.txt');

/** Temporary files of child processes; emptied at every start. */
export const temporaryDirectory = (settings: LocalSettings): string => join(settings.stateDirectory, 'tmp');

/** Where the last successful deploy is noted; not there while one is under way, nor after one that failed. */
export const deployRecordPath = (settings: LocalSettings): string => join(settings.stateDirectory, 'deployed.json');

/** The log of one process of the local cloud. */
export const logPath = (settings: LocalSettings, name: string): string =>
  join(settings.stateDirectory, 'logs', `${name}.log`);

function portFrom(text: string | undefined, port: { variable: string; default: number }): number {
  if (text === undefined || text === '') return port.default;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 65535) return value;
  throw new InvalidSetting(`${port.variable} must be a port between 1 and 65535, not "${text}"`);
}

function refuseSharedPorts(ports: Record<PortName, number>): void {
  const owners = new Map<number, string>();
  for (const [name, port] of Object.entries(ports) as [PortName, number][]) {
    const { variable } = PORTS[name];
    const other = owners.get(port);
    if (other) throw new InvalidSetting(`${other} and ${variable} are both ${port}; give each its own port`);
    owners.set(port, variable);
  }
}
