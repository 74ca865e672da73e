/**
 * Starts MLflow's tracking server and model registry on SQLite and a folder of artefacts, behind the guard. Runs the
 * application of `mlflow server` without that command's second process, which halves memory and start time.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ManagedProcess, respondsOk, startProcess, waitUntilReady } from './processes/managed-process.ts';
import { readCredentials } from './settings/credentials.ts';
import { getPythonFolder, type LocalSettings, MLFLOW_USER } from './settings/local-settings.ts';

const START_TIMEOUT_SECONDS = 120;

/** Starts MLflow and resolves when its database responds; the first start creates the tables. */
export async function startMlflow(settings: LocalSettings, signal?: AbortSignal): Promise<ManagedProcess> {
  const folder = join(settings.stateDirectory, 'mlflow');
  const { password } = readCredentials(settings.stateDirectory);
  await mkdir(join(folder, 'artifacts'), { recursive: true });
  const child = await startProcess(settings, {
    name: 'mlflow',
    command: join(getPythonFolder(settings), 'python'),
    args: [
      ...['-m', 'uvicorn', '--host', '127.0.0.1', '--port', String(settings.ports.mlflow), '--no-access-log'],
      ...['--app-dir', settings.repositoryRoot, 'cli.local.guard.mlflow_app:app'],
    ],
    environment: {
      MLFLOW_TRACKING_USERNAME: MLFLOW_USER,
      MLFLOW_TRACKING_PASSWORD: password,
      // As `mlflow server` sets them for the application. Relative, because a `?` or `#` would end a path in an address.
      _MLFLOW_SERVER_FILE_STORE: 'sqlite:///mlflow.db',
      _MLFLOW_SERVER_ARTIFACT_DESTINATION: './artifacts',
      _MLFLOW_SERVER_ARTIFACT_ROOT: 'mlflow-artifacts:/',
      _MLFLOW_SERVER_SERVE_ARTIFACTS: 'true',
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', // starts a queue and workers, which only evaluations of language models need
      MLFLOW_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: 'true',
      GIT_PYTHON_REFRESH: 'quiet',
    },
    workingDirectory: folder,
  });
  const authorization = `Basic ${btoa(`${MLFLOW_USER}:${password}`)}`;
  const isReady = () =>
    respondsOk(`${settings.urls.mlflow}${FIRST_QUERY}`, { timeoutSeconds: START_TIMEOUT_SECONDS, authorization });
  await waitUntilReady(child, isReady, {
    timeoutSeconds: START_TIMEOUT_SECONDS,
    signal,
  });
  return child;
}

const FIRST_QUERY = '/api/2.0/mlflow/experiments/search?max_results=1';

/** Name in training/mlflow/tracking.py; a test holds them equal. */
export const TRAINING_EXPERIMENT = 'loan-default';

/** A page that waits for the address must not wait for a busy MLflow. */
const FIND_TIMEOUT_MILLISECONDS = 2_000;

/** The page with the runs of all trainings; MLflow's first page where no training was copied to it yet. */
export async function findTrainingRunsUrl(settings: LocalSettings): Promise<string> {
  const { password } = readCredentials(settings.stateDirectory);
  const headers = { authorization: `Basic ${btoa(`${MLFLOW_USER}:${password}`)}` };
  const query = `/api/2.0/mlflow/experiments/get-by-name?experiment_name=${TRAINING_EXPERIMENT}`;
  const signal = AbortSignal.timeout(FIND_TIMEOUT_MILLISECONDS);
  const response = await fetch(settings.urls.mlflow + query, { headers, signal }).catch(() => undefined);
  const found = (await response?.json().catch(() => undefined)) as
    | { experiment?: { experiment_id?: string } }
    | undefined;
  const id = found?.experiment?.experiment_id;
  return id === undefined ? settings.urls.mlflow : `${settings.urls.mlflow}/#/experiments/${id}/runs`;
}
